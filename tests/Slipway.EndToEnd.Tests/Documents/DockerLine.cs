// SPDX-License-Identifier: Apache-2.0
namespace Slipway.EndToEnd.Tests.Documents;

/// <summary>A command line that people know, and what becomes of it here.</summary>
internal sealed record DockerLine
{
    /// <summary>The line as it is typed elsewhere.</summary>
    public required string Typed { get; init; }

    /// <summary>The rows of the documents that it stands for.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>What is typed here in its place; null where it works as it is.</summary>
    public required string? Here { get; init; }

    /// <summary>What it is refused with; null where it isn't.</summary>
    public required string? Refused { get; init; }

    /// <summary>A test that runs it, <c>Class.Method</c>, where this page's own doesn't; else null.</summary>
    public required string? Test { get; init; }

    /// <summary>What the test types where the line itself has gaps, never ends or needs something around it; else null.</summary>
    public required string? As { get; init; }

    /// <summary>What is done before it.</summary>
    public required IReadOnlyList<string> Given { get; init; }

    /// <summary>Texts that the answer holds.</summary>
    public required IReadOnlyList<string> Shows { get; init; }

    /// <summary>A host elsewhere that it asks; where that isn't reached, the error names it.</summary>
    public required string? Asks { get; init; }

    /// <summary>The exit code.</summary>
    public required int ExitCode { get; init; }

    /// <summary>What else there is to say.</summary>
    public required string? Note { get; init; }

    /// <summary>Reads a line; one with <c>each</c> is several, with each word in place of <c>{}</c>.</summary>
    public static IEnumerable<DockerLine> Read(YamlFile file)
    {
        var line = new DockerLine
        {
            Typed = file.Required("docker").TrimEnd(),
            Rows = file.Texts("rows"),
            Here = file.Text("here"),
            Refused = file.Text("refused"),
            Test = file.Text("test"),
            As = file.Text("as"),
            Given = file.Texts("given"),
            Shows = file.Texts("shows"),
            Asks = file.Text("asks"),
            ExitCode = int.Parse(file.Text("exit") ?? (file.Text("refused") is null ? "0" : "2"), System.Globalization.CultureInfo.InvariantCulture),
            Note = file.Text("note"),
        };
        var each = file.Texts("each");
        file.End();
        return each.Count == 0 ? [line] : each.Select((word, number) => line.For(word, number));
    }

    private DockerLine For(string word, int number) => this with
    {
        Typed = Fill(Typed, word)!,
        Here = Fill(Here, word),
        As = Fill(As, word),
        Given = [.. Given.Select(text => Fill(text, word)!)],
        Shows = [.. Shows.Select(text => Fill(text, word)!)],
        Note = number == 0 ? Note : null,
    };

    private static string? Fill(string? text, string word) => text?.Replace("{}", word, StringComparison.Ordinal);
}
