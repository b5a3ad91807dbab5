// SPDX-License-Identifier: Apache-2.0
using Slipway.Cli.Templates;

namespace Slipway.Cli.Listings;

/// <summary>Writes the rows of a listing command as its <see cref="ListingFormat"/> says.</summary>
/// <param name="headings">Each field's heading.</param>
/// <param name="standard">The template of the command's own table.</param>
internal sealed class Listing(TemplateRecord headings, string standard)
{
    /// <summary>Headings by field.</summary>
    public static TemplateRecord Headings(params (string Field, string Heading)[] headings) =>
        new([.. headings.Select(static heading => new TemplateField(heading.Field, new TemplateText(heading.Heading)))]) { Noun = "a row" };

    /// <summary>A row of fields.</summary>
    public static TemplateRecord Row(params (string Field, string Text)[] fields) =>
        new([.. fields.Select(static field => new TemplateField(field.Field, new TemplateText(field.Text)))]) { Noun = "a row" };

    /// <summary>Writes the rows; a problem of the template is told before the first.</summary>
    /// <exception cref="CommandException">The template doesn't fit the rows.</exception>
    public void Write(TextWriter output, ListingFormat format, IReadOnlyList<TemplateRecord> rows)
    {
        var template = format.Template ?? Template.Parse(standard);
        var lines = TemplateProblem.Guard(() =>
        {
            var heading = template.Headings(headings);
            var texts = rows.Select(template.Execute);
            return (format.IsTable ? texts.Prepend(heading) : texts).ToList();
        });
        foreach (var line in format.IsTable ? TabbedText.Align([.. lines.SelectMany(static text => text.Split('\n'))]) : lines)
            output.WriteLine(line);
    }
}
