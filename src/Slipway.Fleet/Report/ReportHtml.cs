// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using System.Xml;
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>
/// Writes a report as one page that needs nothing beside it, neither script nor network: a bar for each image, of what it shares and what
/// is its own, and the table. It is well-formed XML, light or dark as the reader's machine is, and readable without the picture.
/// </summary>
public static class ReportHtml
{
    private const int BarWidth = 1000;

    private const string Style = """
        :root { color-scheme: light dark; --text: #1c2126; --faint: #5b6670; --page: #fff; --line: #d6dce1; --shared: #9db4c7; --own: #1f6feb; --before: #c9a227; }
        @media (prefers-color-scheme: dark) { :root { --text: #e6ebf0; --faint: #9aa7b3; --page: #14181c; --line: #333c45; --shared: #4a6072; --own: #58a6ff; --before: #d8b84a; } }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; } p { color: var(--faint); }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: middle; }
        th { font-weight: 600; } .n { text-align: right; white-space: nowrap; } .wide { width: 55%; }
        svg { display: block; width: 100%; height: 1.1rem; } .shared { fill: var(--shared); } .own { fill: var(--own); } .before { fill: none; stroke: var(--before); stroke-width: 3; }
        .key span { display: inline-block; width: .8em; height: .8em; margin: 0 .35em 0 1em; } .key .s { background: var(--shared); } .key .o { background: var(--own); } .key .b { background: var(--before); }
        .scroll { overflow-x: auto; }
        """;

    /// <summary>Writes the page in UTF-8, ended by a line feed.</summary>
    /// <param name="output">Takes it; stays open.</param>
    /// <param name="report">The report.</param>
    /// <param name="columns">The columns of the table; null takes those that say something.</param>
    public static void Write(Stream output, FleetReport report, IReadOnlyList<ReportColumn>? columns = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(report);
        columns ??= ReportColumn.Of(report);
        output.Write("<!DOCTYPE html>\n"u8);
        using (var writer = XmlWriter.Create(output, new() { OmitXmlDeclaration = true, Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" }))
        {
            var title = $"{report.Fleet ?? "Images"}: sizes of images";
            writer.WriteStartElement("html");
            writer.WriteAttributeString("lang", "en");
            WriteHead(writer, title);
            writer.WriteStartElement("body");
            writer.WriteElementString("h1", JunitDocument.Clean(title));
            foreach (var line in ReportSummary.Lines(report, columns))
                writer.WriteElementString("p", JunitDocument.Clean(line));
            WriteBars(writer, report);
            WriteTable(writer, report, columns);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
        output.WriteByte((byte)'\n');
    }

    private static void WriteHead(XmlWriter writer, string title)
    {
        writer.WriteStartElement("head");
        Element(writer, "meta", null, ("charset", "utf-8"));
        Element(writer, "meta", null, ("http-equiv", "Content-Security-Policy"), ("content", "default-src 'none'; style-src 'unsafe-inline'"));
        Element(writer, "meta", null, ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        writer.WriteElementString("title", JunitDocument.Clean(title));
        writer.WriteElementString("style", Style);
        writer.WriteEndElement();
    }

    private static void WriteBars(XmlWriter writer, FleetReport report)
    {
        writer.WriteElementString("h2", "Shared and own bytes");
        writer.WriteStartElement("p");
        writer.WriteAttributeString("class", "key");
        WriteKey(writer, "s", "in layers that another image has as well");
        WriteKey(writer, "o", "its own");
        if (report.Rows.Any(row => row.Before is not null))
            WriteKey(writer, "b", "before");
        writer.WriteEndElement();
        var largest = report.Rows.Select(row => Math.Max(row.Size, row.Before?.Size ?? 0)).Append(1).Max();
        writer.WriteStartElement("table");
        foreach (var row in report.Rows)
        {
            writer.WriteStartElement("tr");
            Element(writer, "th", NameOf(row, report), ("scope", "row"));
            writer.WriteStartElement("td");
            writer.WriteAttributeString("class", "wide");
            WriteBar(writer, row, largest);
            writer.WriteEndElement();
            Element(writer, "td", new ByteSize(row.Size).ToString(), ("class", "n"));
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }

    private static void WriteKey(XmlWriter writer, string kind, string text)
    {
        writer.WriteStartElement("span");
        writer.WriteAttributeString("class", kind);
        writer.WriteFullEndElement();
        writer.WriteString(text);
    }

    private static void WriteBar(XmlWriter writer, ReportRow row, long largest)
    {
        var shared = row.SharedSize ?? 0;
        writer.WriteStartElement("svg");
        writer.WriteAttributeString("viewBox", $"0 0 {BarWidth} 20");
        writer.WriteAttributeString("preserveAspectRatio", "none");
        writer.WriteAttributeString("role", "img");
        writer.WriteAttributeString("aria-label", $"{new ByteSize(row.Size)}: {new ByteSize(shared)} shared, {new ByteSize(row.Size - shared)} its own");
        WriteRectangle(writer, "shared", 0, shared, largest);
        WriteRectangle(writer, "own", shared, row.Size - shared, largest);
        if (row.Before is { } before)
            WriteRectangle(writer, "before", 0, before.Size, largest);
        writer.WriteEndElement();
    }

    private static void WriteRectangle(XmlWriter writer, string kind, long from, long length, long largest)
    {
        string Scaled(long bytes) => ((decimal)bytes * BarWidth / largest).ToString("0.##", CultureInfo.InvariantCulture);
        Element(writer, "rect", null, ("class", kind), ("x", Scaled(from)), ("y", "0"), ("width", Scaled(length)), ("height", "20"));
    }

    private static void WriteTable(XmlWriter writer, FleetReport report, IReadOnlyList<ReportColumn> columns)
    {
        writer.WriteElementString("h2", "Figures");
        writer.WriteStartElement("div");
        writer.WriteAttributeString("class", "scroll");
        writer.WriteStartElement("table");
        writer.WriteStartElement("thead");
        writer.WriteStartElement("tr");
        foreach (var column in columns)
            Element(writer, "th", column.Title, ("scope", "col"), ("class", column.IsNumber ? "n" : ""));
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteStartElement("tbody");
        foreach (var row in report.Rows)
        {
            writer.WriteStartElement("tr");
            foreach (var column in columns)
                Element(writer, "td", column.Show(row), ("class", column.IsNumber ? "n" : ""));
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static void Element(XmlWriter writer, string name, string? text, params (string Name, string Value)[] attributes)
    {
        writer.WriteStartElement(name);
        foreach (var attribute in attributes.Where(attribute => attribute.Value.Length > 0))
            writer.WriteAttributeString(attribute.Name, JunitDocument.Clean(attribute.Value));
        if (text is not null)
            writer.WriteString(JunitDocument.Clean(text));
        writer.WriteEndElement();
    }

    private static string NameOf(ReportRow row, FleetReport report) =>
        report.Rows.Select(other => other.Platform).Distinct().Count() > 1 ? $"{row.Target} {row.Platform}" : row.Target;
}
