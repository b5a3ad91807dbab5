// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;

namespace Slipway.Check;

/// <summary>Writes what a policy says of an image for programs: JSON, JUnit's XML, Markdown.</summary>
public static class PolicyReport
{
    /// <summary>Writes one indented object, ended by a line feed: <c>image</c>, <c>digest</c>, <c>door</c>, <c>admitted</c>, a <c>summary</c> of claims, and <c>rules</c> with their <c>proofs</c> and <c>findings</c>.</summary>
    public static void WriteJson(Stream output, PolicyVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(verdict);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("image", verdict.Request.Name);
        writer.WriteString("digest", verdict.Request.Image.Digest.ToString());
        writer.WriteString("door", Word(verdict.Request.Door));
        writer.WriteBoolean("admitted", verdict.IsAdmitted);
        ProofJson.WriteSummary(writer, [.. verdict.Rules.SelectMany(rule => rule.Proofs)]);
        writer.WriteStartArray("rules");
        foreach (var rule in verdict.Rules)
            WriteRule(writer, rule);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        output.WriteByte((byte)'\n');
    }

    /// <summary>Writes JUnit's XML: a suite for each rule, a case for each claim of each platform, and one for what no claim says.</summary>
    public static void WriteJunit(Stream output, PolicyVerdict verdict, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        JunitDocument.Write(output, verdict.Request.Name, [.. verdict.Rules.Select(SuiteOf)], time);
    }

    /// <summary>Markdown: a table of the rules, and one of what isn't as they ask.</summary>
    public static string ToMarkdown(PolicyVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        var text = new StringBuilder();
        text.Append($"## {MarkdownText.Cell(verdict.Request.Name)} is {(verdict.IsAdmitted ? "let in" : "refused")}\n\n| | Rule | Claims |\n| --- | --- | --- |\n");
        foreach (var rule in verdict.Rules)
            text.Append($"| {(rule.Holds ? "✅" : rule.Severity == PolicySeverity.Warn ? "⚠️" : "❌")} | {MarkdownText.Cell(rule.Name)} | {rule.Proofs.Count(proof => proof.Holds)} of {ProofText.Count(rule.Proofs.Count, "claim")} |\n");
        var findings = verdict.Rules.SelectMany(rule => rule.Findings).ToList();
        if (findings.Count == 0)
            return text.ToString();
        text.Append("\n| Rule | Platform | Expected | Found | Remedy |\n| --- | --- | --- | --- | --- |\n");
        foreach (var finding in findings)
            text.Append($"| {MarkdownText.Cell(finding.Rule)} | {finding.Platform} | {MarkdownText.Cell(finding.Expected)} | {MarkdownText.Cell(finding.Found)} | {MarkdownText.Cell(finding.Remedy)} |\n");
        return text.ToString();
    }

    private static JunitSuite SuiteOf(JudgedRule rule)
    {
        var proofs = rule.Proofs.Select(JunitCase.Of).ToList();
        var others = rule.Findings.Where(finding => !rule.Proofs.Any(proof => proof.Claim.Statement == finding.Expected))
            .Select(finding => new JunitCase(finding.Expected, "failure", finding.Found, finding.ToString()));
        return new(rule.Name, [.. proofs, .. others]);
    }

    private static void WriteRule(Utf8JsonWriter writer, JudgedRule rule)
    {
        writer.WriteStartObject();
        writer.WriteString("name", rule.Name);
        writer.WriteString("severity", Word(rule.Severity));
        writer.WriteBoolean("holds", rule.Holds);
        writer.WriteStartArray("proofs");
        foreach (var proof in rule.Proofs)
            ProofJson.Write(writer, proof);
        writer.WriteEndArray();
        writer.WriteStartArray("findings");
        foreach (var finding in rule.Findings)
        {
            writer.WriteStartObject();
            if (finding.Platform is { } platform)
                writer.WriteString("platform", platform.ToString());
            writer.WriteString("expected", finding.Expected);
            writer.WriteString("found", finding.Found);
            writer.WriteString("remedy", finding.Remedy);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
