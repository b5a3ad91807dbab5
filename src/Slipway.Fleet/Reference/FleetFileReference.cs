// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Fleet;

/// <summary>What a fleet file may hold, for editors and for people; both are made from the one table that the reader is held to.</summary>
public static class FleetFileReference
{
    /// <summary>The parts that a fleet file is made of.</summary>
    internal static IReadOnlyList<FleetFilePart> Parts { get; } =
        [.. FileFields.All.Select(static fields => new FleetFilePart(fields.Name, [.. fields.Fields.Select(static field => field.Name)], string.Concat(fields.Fields.Where(static field => field.IsRequired).Select(static field => $"{field.Name}: {field.Example}, ")), [.. fields.Fields.Select(field => ExampleOf(fields, field))]))];

    /// <summary>The JSON schema (2020-12) of <c>slipway.yaml</c>, indented, with a line break at its end.</summary>
    public static string ToJsonSchema() => FleetSchema.Write();

    /// <summary>The reference page, in Markdown.</summary>
    public static string ToMarkdown()
    {
        var page = new StringBuilder();
        page.Append("""
            # The fleet file

            <!-- Made from the table that the reader is held to; a test compares them, and UPDATE_SNAPSHOTS=1 writes this file. -->

            `slipway.yaml` says what the images of a project are and what is claimed of them. `slipway init` writes one for a tree of Dockerfiles;
            `slipway init --schema` prints its [JSON schema](slipway.schema.json), by which editors complete and check it. Where Bake has a word for
            something, it is Bake's. An editor with the YAML language server takes the schema by a first line `# yaml-language-server: $schema=slipway.schema.json`.
            What is not listed here is an error, with its place and what was probably meant.

            A text is what YAML takes for a number or a switch, too: `1.10` stays `1.10`. Anchors, aliases and `<<` work as in YAML.

            Words in braces are filled in: `{version}`, `{major}` and `{minor}`, the axes of the matrix, the variables of the file, and, in tags, `{arch}`, for each
            platform its architecture and variant (`amd64`, `armv7`). `{{word}}` stands for `{word}` itself. Fields marked ✓ know them.


            """);
        foreach (var fields in FileFields.All)
            Append(page, fields);
        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static void Append(StringBuilder page, FieldSet fields)
    {
        page.Append($"## {fields.Title}\n\n{fields.Summary}\n\n");
        page.Append("| field | holds | {…} | what it says |\n|---|---|---|---|\n");
        var own = fields.Fields.Except(fields.Shared).ToList();
        foreach (var field in own)
            page.Append($"| `{field.Name}` | {Cell(field.Shape.Says)} | {(field.IsFilled ? "✓" : "")} | {Cell(Described(field))} |\n");
        if (fields.Others is { } others)
            page.Append($"| any other name | {Cell(others.Says)} | | An axis and its values. |\n");
        page.Append('\n');
        if (fields.SharedWith is { } title)
            page.Append($"The others are those of [{title}](#{FieldSet.AnchorOf(title)}): {string.Join(", ", fields.Shared.Select(static field => $"`{field.Name}`"))}.\n\n");
        else if (fields.Conflicts.Count > 0)
            page.Append($"These exclude each other: {string.Join("; ", fields.Conflicts.Select(static conflict => $"`{conflict.One}` and `{conflict.Other}`"))}.\n\n");
        page.Append("```yaml\n");
        foreach (var field in own)
            page.Append($"{field.Name}: {field.Example}\n");
        page.Append("```\n\n");
    }

    private static string ExampleOf(FieldSet fields, FleetField field)
    {
        var with = fields.Fields.Where(own => own != field && own.IsRequired).Concat(
            fields.NeedsOneOf.Count == 0 || fields.NeedsOneOf.Contains(field.Name) ? [] : fields.Fields.Where(own => own.Name == fields.NeedsOneOf[0]));
        string[] all = [.. with.Select(static own => $"{own.Name}: {own.Example}"), .. field.With is { } more ? [more] : Array.Empty<string>(), $"{field.Name}: {field.Example}"];
        return $"{{ {string.Join(", ", all)} }}";
    }

    private static string Described(FleetField field) =>
        field.Summary + (field.IsRequired ? " **It must be there.**" : field.Default is { } initial ? $" The default is {initial}." : "");

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
