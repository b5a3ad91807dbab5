// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using System.Xml;
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>
/// Writes what came of proving claims as JUnit's XML, as Jenkins, GitLab and Ant read it: a suite for each target and platform, a case for
/// each claim. A false claim is a failure, an unprovable one an error, or skipped where it is optional.
/// </summary>
public static class FleetVerificationJunit
{
    /// <summary>Writes the document in UTF-8, ended by a line feed.</summary>
    /// <param name="output">Takes it; stays open.</param>
    /// <param name="verification">What came of it.</param>
    /// <param name="time">When it was proven.</param>
    public static void Write(Stream output, FleetVerification verification, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(verification);
        var suites = SuitesOf(verification).ToList();
        using (var writer = XmlWriter.Create(output, new() { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" }))
        {
            writer.WriteStartElement("testsuites");
            for (var index = 0; index < suites.Count; index++)
                WriteSuite(writer, verification, suites[index], index, time);
            writer.WriteEndElement();
        }
        output.WriteByte((byte)'\n');
    }

    private static IEnumerable<Suite> SuitesOf(FleetVerification verification)
    {
        foreach (var target in verification.Targets)
        {
            foreach (var platform in target.Platforms)
                yield return new($"{target.Target.Name} {platform.Platform}", [.. platform.Proofs.Select(CaseOf)]);
            if (target.Missing.ToList() is { Count: > 0 } missing)
                yield return new(target.Target.Name, [.. missing.Select(CaseOf)]);
        }
        if (verification.Findings.Count > 0)
            yield return new("claims", [.. verification.Findings.Select(CaseOf)]);
    }

    private static Case CaseOf(Proof proof)
    {
        var name = $"{proof.Claim.Word}: {proof.Claim.Statement}";
        var detail = $"{proof.Claim.Place}\nclaimed: {proof.Claim.Statement}\nfound: {proof.Found}{(proof.Distance is null ? "" : $"\n{proof.Distance}")}";
        return proof.Outcome switch
        {
            ProofOutcome.Proven => new(name, null, "", ""),
            ProofOutcome.False => new(name, "failure", proof.Found, detail),
            _ => new(name, proof.Holds ? "skipped" : "error", proof.Found, detail),
        };
    }

    private static Case CaseOf(Diagnostic finding) => new(finding.Message, "error", finding.Message, $"{finding.Source.Path}:{finding.Position}{(finding.Help is null ? "" : $"\n{finding.Help}")}");

    // Ant's schema wants every attribute and child here, in this order; others leave out what they don't know.
    private static void WriteSuite(XmlWriter writer, FleetVerification verification, Suite suite, int id, DateTimeOffset time)
    {
        var fleet = verification.Fleet.File.Name?.Value ?? "fleet";
        writer.WriteStartElement("testsuite");
        Attribute(writer, "name", suite.Name);
        Attribute(writer, "package", fleet);
        Attribute(writer, "id", Number(id));
        Attribute(writer, "timestamp", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        Attribute(writer, "hostname", "localhost");
        Attribute(writer, "tests", Number(suite.Cases.Count));
        foreach (var (attribute, kind) in ((string, string)[])[("failures", "failure"), ("errors", "error"), ("skipped", "skipped")])
            Attribute(writer, attribute, Number(suite.Cases.Count(one => one.Kind == kind)));
        Attribute(writer, "time", "0");
        writer.WriteStartElement("properties");
        writer.WriteEndElement();
        foreach (var one in suite.Cases)
            WriteCase(writer, one, $"{fleet}.{suite.Name}");
        writer.WriteElementString("system-out", "");
        writer.WriteElementString("system-err", "");
        writer.WriteEndElement();
    }

    private static void WriteCase(XmlWriter writer, Case one, string owner)
    {
        writer.WriteStartElement("testcase");
        Attribute(writer, "name", one.Name);
        Attribute(writer, "classname", owner);
        Attribute(writer, "time", "0");
        if (one.Kind is { } kind)
        {
            writer.WriteStartElement(kind);
            if (kind != "skipped")
                Attribute(writer, "type", kind == "failure" ? "false" : "unprovable");
            Attribute(writer, "message", one.Message);
            if (kind != "skipped")
                writer.WriteString(Clean(one.Detail));
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }

    private static void Attribute(XmlWriter writer, string name, string value) => writer.WriteAttributeString(name, Clean(value));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    // What a program printed may hold what no XML can.
    internal static string Clean(string text)
    {
        if (text.All(character => XmlConvert.IsXmlChar(character)))
            return text;
        var clean = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (at + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[at + 1], text[at]))
                clean.Append(text[at]).Append(text[++at]);
            else
                clean.Append(XmlConvert.IsXmlChar(text[at]) ? text[at] : '\uFFFD');
        }
        return clean.ToString();
    }

    private sealed record Suite(string Name, IReadOnlyList<Case> Cases);

    private sealed record Case(string Name, string? Kind, string Message, string Detail);
}
