// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using System.Xml;

namespace Slipway.Check;

/// <summary>Writes JUnit's XML, as Jenkins, GitLab and Ant read it.</summary>
public static class JunitDocument
{
    /// <summary>Writes the document in UTF-8, ended by a line feed.</summary>
    /// <param name="output">Takes it; stays open.</param>
    /// <param name="package">What the suites belong to.</param>
    /// <param name="suites">The suites.</param>
    /// <param name="time">When it was proven.</param>
    public static void Write(Stream output, string package, IReadOnlyList<JunitSuite> suites, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(suites);
        using (var writer = XmlWriter.Create(output, new() { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" }))
        {
            writer.WriteStartElement("testsuites");
            for (var index = 0; index < suites.Count; index++)
                WriteSuite(writer, package, suites[index], index, time);
            writer.WriteEndElement();
        }
        output.WriteByte((byte)'\n');
    }

    // Ant's schema wants every attribute and child here, in this order; others leave out what they don't know.
    private static void WriteSuite(XmlWriter writer, string package, JunitSuite suite, int id, DateTimeOffset time)
    {
        writer.WriteStartElement("testsuite");
        Attribute(writer, "name", suite.Name);
        Attribute(writer, "package", package);
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
            WriteCase(writer, one, $"{package}.{suite.Name}");
        writer.WriteElementString("system-out", "");
        writer.WriteElementString("system-err", "");
        writer.WriteEndElement();
    }

    private static void WriteCase(XmlWriter writer, JunitCase one, string owner)
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

    /// <summary>A text without what no XML can hold, which what a program printed may.</summary>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
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
}
