// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Templates;

namespace Slipway.Cli.Listings;

/// <summary>How a listing is written, as <c>--format</c> says it: as a table, as JSON, or each row by a template.</summary>
/// <param name="Template">The template; null for the command's own table, and for JSON.</param>
/// <param name="IsTable">Whether there are headings and columns.</param>
internal sealed record ListingFormat(Template? Template, bool IsTable)
{
    private const string TableWord = "table";

    /// <summary>The command's own table.</summary>
    public static ListingFormat Standard { get; } = new(null, IsTable: true);

    /// <summary>The documented JSON of the command.</summary>
    public static ListingFormat Json { get; } = new(null, IsTable: false);

    /// <summary><c>--format</c> of a listing.</summary>
    /// <param name="fields">The fields that rows have, for help.</param>
    public static Option<ListingFormat> Option(string fields) => new("--format")
    {
        Description = $"'table', 'json', 'table TEMPLATE' with headings, or a Go template for each row. Fields: {fields}. [default: table]",
        HelpName = "FORMAT",
        DefaultValueFactory = static _ => Standard,
        CustomParser = static result =>
        {
            var text = result.Tokens.Single().Value;
            try
            {
                if (Parse(text) is { } format)
                    return format;
                result.AddError($"'{text}' is not a format; expected table, json or a template such as '{{{{.ID}}}}'.");
            }
            catch (TemplateException problem)
            {
                result.AddError(TemplateProblem.Describe("--format", problem));
            }
            return Standard;
        },
    };

    /// <summary>Reads a format; null where the text is none.</summary>
    /// <exception cref="TemplateException">It is a template that can't be read.</exception>
    public static ListingFormat? Parse(string text)
    {
        if (text is TableWord or "text")
            return Standard;
        if (text == "json")
            return Json;
        var isTable = text.StartsWith(TableWord + " ", StringComparison.Ordinal) || text.StartsWith(TableWord + "\\t", StringComparison.Ordinal);
        var template = (isTable ? text[TableWord.Length..] : text).Trim(' ');
        if (!template.Contains("{{", StringComparison.Ordinal))
            return null;
        // What a shell passes on as it is.
        return new(Template.Parse(template.Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal)), isTable);
    }
}
