// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.EndToEnd.Tests.Documents;

/// <summary>The page that tells what becomes of each Docker command, made from <c>docs/reference/docker.yaml</c>.</summary>
internal sealed record DockerPage
{
    /// <summary>What is said at the top.</summary>
    public required string Text { get; init; }

    /// <summary>Names of registries, and words for one, in place of which the test has a registry of its own.</summary>
    public required IReadOnlyList<string> Registries { get; init; }

    /// <summary>Every command that Docker's help lists, <c>GROUP COMMAND</c> for those of groups.</summary>
    public required IReadOnlyList<string> Commands { get; init; }

    /// <summary>The sections, in order.</summary>
    public required IReadOnlyList<DockerSection> Sections { get; init; }

    /// <summary>Every line of the page.</summary>
    public IEnumerable<DockerLine> Lines => Sections.SelectMany(static section => section.Lines);

    /// <summary>Reads the page's file.</summary>
    public static DockerPage Read()
    {
        var file = YamlFile.Read(ProjectFolder.File("docs/reference/docker.yaml"));
        var page = new DockerPage
        {
            Text = file.Required("text"),
            Registries = file.Texts("registries"),
            Commands = [.. file.Pairs("commands").SelectMany(static group => group.Value.Split(' ').Select(command => group.Key == "docker" ? command : $"{group.Key} {command}"))],
            Sections = [.. file.Maps("sections").Select(DockerSection.Read)],
        };
        file.End();
        return page;
    }

    /// <summary>The page as Markdown.</summary>
    public string ToMarkdown()
    {
        var page = new StringBuilder("<!-- Made from docker.yaml by DockerPageTests; UPDATE_SNAPSHOTS=1 writes it. -->\n# Docker's commands here\n\n").Append(Text.Trim()).Append('\n');
        foreach (var section in Sections)
        {
            page.Append(null, $"\n## {section.Title}\n\n");
            if (section.Text is { } text)
                page.Append(text.Trim()).Append("\n\n");
            page.Append("| Elsewhere | Here | |\n|---|---|---|\n");
            foreach (var line in section.Lines)
                page.Append(null, $"| {Code(line.Typed)} | {HereOf(line)} | {NoteOf(line)} |\n");
        }
        return page.ToString();
    }

    private static string HereOf(DockerLine line) => line switch
    {
        { Refused: { } refused, Here: null } => $"refused: {Cell(refused)}",
        { Refused: { } refused, Here: { } here } => $"refused: {Cell(refused)} Instead: {Cell(here)}",
        { Here: { } here } => Code(here),
        _ => "as typed",
    };

    private static string NoteOf(DockerLine line)
    {
        string[] parts = [Cell(line.Note ?? ""), line.Test is { } test ? $"Run by `{test}`." : "", line.Asks is { } host ? $"Asks `{host}`." : ""];
        return string.Join(' ', parts.Where(static part => part.Length > 0));
    }

    private static string Code(string text) => SeedDocuments.Normalize(text) is var line && line.Contains('`', StringComparison.Ordinal) ? $"`` {Cell(line)} ``" : $"`{Cell(line)}`";

    private static string Cell(string text) => text.Trim().ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
