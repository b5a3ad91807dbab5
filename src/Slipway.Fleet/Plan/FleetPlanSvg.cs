// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using System.Xml;

namespace Slipway.Fleet;

/// <summary>
/// Draws a plan as one SVG file that needs no other: a box for each image, an arrow from each to those that need it, the critical path in heavy lines, what is
/// only built as far as it is needed dashed. It is light or dark as its reader's screen is.
/// </summary>
public static class FleetPlanSvg
{
    private const int Margin = 24, Gap = 72, RowHeight = 84, BoxHeight = 64, LineHeight = 16, CharacterWidth = 8, Head = 40;
    private const string Style = """

        svg { font: 13px sans-serif }
        .back { fill: #ffffff } .box { fill: #f3f5f8; stroke: #5b6675; stroke-width: 1.2 } .link { fill: none; stroke: #5b6675; stroke-width: 1.2 }
        .tip { fill: #5b6675 } .name { font-weight: 600 } text { fill: #1b2330 } .fact { fill: #48525f; font-size: 12px }
        .critical { stroke: #b3480a; stroke-width: 3.2 } .tip.critical { fill: #b3480a; stroke: none } .needed { stroke-dasharray: 5 4 }
        @media (prefers-color-scheme: dark) {
          .back { fill: #14181f } .box { fill: #222934; stroke: #97a3b4 } .link { stroke: #97a3b4 } .tip { fill: #97a3b4 } text { fill: #e8edf4 } .fact { fill: #b6c0cd }
          .critical { stroke: #ff9d5c } .tip.critical { fill: #ff9d5c }
        }

        """;

    /// <summary>Writes the picture.</summary>
    /// <param name="output">Takes the bytes, UTF-8; stays open.</param>
    /// <param name="plan">The plan.</param>
    public static void Write(Stream output, FleetPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var layout = new PlanLayout(plan);
        var boxes = plan.Involved.ToDictionary(static target => target.Name, target => PlanBox.Of(plan, target));
        var widths = Enumerable.Range(0, layout.Columns)
            .Select(column => plan.Involved.Where(target => layout.ColumnOf(target) == column).Max(target => WidthOf(boxes[target.Name]))).ToList();
        double XOf(FleetTarget target) => Margin + widths.Take(layout.ColumnOf(target)).Sum(static width => width + Gap);
        double YOf(FleetTarget target) => Margin + Head + (layout.RowOf(target) * RowHeight);

        var title = Title(plan);
        var (width, height) = (Math.Max(widths.Sum() + (Gap * Math.Max(0, widths.Count - 1)), title.Length * CharacterWidth) + (2 * Margin), (layout.Rows * RowHeight) + Head + (2 * Margin));
        using var svg = XmlWriter.Create(output, new() { Indent = true, CloseOutput = false, NewLineChars = "\n", OmitXmlDeclaration = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) });
        svg.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        Attributes(svg, ("viewBox", $"0 0 {width} {height}"), ("width", $"{width}"), ("height", $"{height}"), ("role", "img"));
        svg.WriteElementString("title", Clean(title));
        svg.WriteElementString("style", Style);
        Element(svg, "rect", ("class", "back"), ("width", "100%"), ("height", "100%"));
        Text(svg, "name", Margin, Margin + LineHeight, title);
        foreach (var link in plan.Links)
        {
            var column = layout.ColumnOf(link.To);
            var (x, y) = (XOf(link.To) + widths[column], YOf(link.To) + (BoxHeight / 2.0));
            var (toX, toY) = (XOf(link.From), YOf(link.From) + (BoxHeight / 2.0));
            WriteLink(svg, link, (x, y), (toX, toY), plan.IsCritical(link) ? " critical" : "");
        }
        foreach (var target in plan.Involved)
            WriteBox(svg, boxes[target.Name], (XOf(target), YOf(target)), widths[layout.ColumnOf(target)], (plan.IsCritical(target) ? " critical" : "") + (plan.IsRequested(target) ? "" : " needed"));
        svg.WriteEndElement();
        svg.Flush();
        output.WriteByte((byte)'\n');
    }

    private static string Title(FleetPlan plan)
    {
        var path = plan.CriticalPath.Steps.Count == 0 ? "nothing to run" : $"critical path {FleetPlanText.Seconds(plan.CriticalPath.Duration)}, in heavy lines";
        var guessed = plan.CriticalPath.Guesses > 0 ? " (guessed in part)" : "";
        return $"{plan.Graph.Fleet.File.Name?.Value ?? "fleet"}: {plan.Build.StepsRequested} steps requested, {plan.StepsUnique} unique, {plan.StepsCached} cached; {path}{guessed}";
    }

    private static int WidthOf(PlanBox box) => (box.Lines.Max(static line => line.Length) * CharacterWidth) + 20;

    private static void WriteLink(XmlWriter svg, FleetLink link, (double X, double Y) from, (double X, double Y) to, string style)
    {
        const int tip = 8;
        var (bend, end) = ((to.X - from.X) / 2, to.X - tip);
        svg.WriteStartElement("path");
        Attributes(svg, ("class", "link" + style), ("d", $"M {Number(from.X)} {Number(from.Y)} C {Number(from.X + bend)} {Number(from.Y)} {Number(to.X - bend)} {Number(to.Y)} {Number(end)} {Number(to.Y)}"));
        svg.WriteElementString("title", Clean($"{link.From.Name} needs {link.To.Name} by '{link.Name}' at {link.Place}"));
        svg.WriteEndElement();
        Element(svg, "path", ("class", "tip" + style), ("d", $"M {Number(to.X)} {Number(to.Y)} l {-tip} -4 v 8 z"));
    }

    private static void WriteBox(XmlWriter svg, PlanBox box, (double X, double Y) at, int width, string style)
    {
        Element(svg, "rect", ("class", "box" + style), ("x", Number(at.X)), ("y", Number(at.Y)), ("width", $"{width}"), ("height", $"{BoxHeight}"), ("rx", "6"));
        foreach (var (index, line) in box.Lines.Index())
            Text(svg, index == 0 ? "name" : "fact", at.X + 10, at.Y + 6 + (LineHeight * (index + 1)), line);
    }

    private static void Text(XmlWriter svg, string style, double x, double y, string text)
    {
        svg.WriteStartElement("text");
        Attributes(svg, ("class", style), ("x", Number(x)), ("y", Number(y)));
        svg.WriteString(Clean(text));
        svg.WriteEndElement();
    }

    private static void Element(XmlWriter svg, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        svg.WriteStartElement(name);
        Attributes(svg, attributes);
        svg.WriteEndElement();
    }

    private static void Attributes(XmlWriter svg, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        foreach (var (name, value) in attributes)
            svg.WriteAttributeString(name, value);
    }

    // XML has no place for control characters; the writer escapes the rest.
    private static string Clean(string text) => string.Concat(text.Select(static character => XmlConvert.IsXmlChar(character) && !char.IsControl(character) ? character : ' '));

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
