// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests.Compose;

/// <summary>Compose files of tests, in a folder <c>shop</c> of their own.</summary>
internal sealed class ComposeText : IDisposable
{
    private readonly TempFolder _folder = new();

    public ComposeText() => Directory.CreateDirectory(_folder["shop"]);

    public string Folder => _folder["shop"];

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public string Write(string name, string text) => _folder.Write($"shop/{name}", text);

    /// <summary>Reads texts as files that are merged.</summary>
    public ComposeReading Read(params string[] texts) => ComposeReading.Read(
        [.. texts.Select(static (text, index) => SourceText.From(index == 0 ? "compose.yaml" : $"compose.{index}.yaml", text))], new() { Folder = Folder, Environment = name => Variables.GetValueOrDefault(name) });

    /// <summary>The project of texts in which nothing is wrong.</summary>
    public ComposeProject Project(params string[] texts)
    {
        var reading = Read(texts);
        return reading.Project.ShouldNotBeNull(string.Join('\n', reading.Diagnostics.Select(Show)));
    }

    /// <summary>The one service <c>app</c> with keys, each behind two blanks.</summary>
    public ComposeService App(string keys) => Project(File(keys)).Find("app")!;

    /// <summary>A file whose one service has keys.</summary>
    public static string File(string keys) => $"services:\n  app:\n    image: app:1\n{string.Join('\n', keys.Split('\n').Select(static line => "    " + line))}\n";

    /// <summary>What keeps a file from being used: <c>line:column: message | help</c>.</summary>
    public string Problem(string text)
    {
        var reading = Read(text);
        reading.Project.ShouldBeNull();
        return Show(reading.Diagnostics.Single(static diagnostic => diagnostic.Severity == Severity.Error));
    }

    public void Dispose() => _folder.Dispose();

    private static string Show(Diagnostic diagnostic) => $"{diagnostic.Position}: {diagnostic.Message}{(diagnostic.Help is { } help ? $" | {help}" : "")}";
}
