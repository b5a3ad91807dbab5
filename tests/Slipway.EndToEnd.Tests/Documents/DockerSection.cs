// SPDX-License-Identifier: Apache-2.0
namespace Slipway.EndToEnd.Tests.Documents;

/// <summary>Lines that belong together, typed one after the other in one folder.</summary>
internal sealed record DockerSection
{
    /// <summary>Its heading.</summary>
    public required string Title { get; init; }

    /// <summary>What is said before the lines.</summary>
    public required string? Text { get; init; }

    /// <summary>Files that lie in the folder.</summary>
    public required IReadOnlyList<(string Path, string Content)> Files { get; init; }

    /// <summary>What is done before the first line.</summary>
    public required IReadOnlyList<string> Given { get; init; }

    /// <summary>The lines.</summary>
    public required IReadOnlyList<DockerLine> Lines { get; init; }

    /// <summary>Reads a section.</summary>
    public static DockerSection Read(YamlFile file)
    {
        var section = new DockerSection
        {
            Title = file.Required("section"),
            Text = file.Text("text"),
            Files = file.Pairs("files"),
            Given = file.Texts("given"),
            Lines = [.. file.Maps("lines").SelectMany(DockerLine.Read)],
        };
        file.End();
        return section;
    }
}
