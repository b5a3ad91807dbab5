// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Slipway.Dockerfile;

namespace Slipway.Fleet.Tests.Bake;

/// <summary>
/// A folder with Bake files that show one thing: <c>words</c> are the command's, <c>environment</c> holds NAME=VALUE lines, <c>expected.json</c> is what
/// <c>--print</c> writes; where <c>documented</c> stands, Debian 13's buildx lacks it, and Bake's documentation decides.
/// </summary>
internal sealed class BakeRow(string name)
{
    internal string Folder { get; } = Path.Combine(Rows(), name);

    internal bool IsDocumented => File.Exists(Path.Combine(Folder, "documented"));

    internal string ExpectedPath => Path.Combine(Folder, "expected.json");

    internal IReadOnlyList<string> Words => [.. Lines("words").SelectMany(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    internal IReadOnlyDictionary<string, string> Environment => Lines("environment").Select(static line => line.Split('=', 2)).ToDictionary(static pair => pair[0], static pair => pair[1]);

    internal static IEnumerable<string> Names => Directory.EnumerateDirectories(Rows()).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    /// <summary>What our reader makes of it.</summary>
    internal BakeSelection Select()
    {
        var (files, set, targets) = (new List<string>(), new List<string>(), new List<string>());
        for (var at = 0; at < Words.Count; at++)
        {
            var list = Words[at] switch { "-f" => files, "--set" => set, _ => null };
            if (list is null)
                targets.Add(Words[at]);
            else
                list.Add(Words[++at]);
        }
        if (files.Count == 0)
            files.AddRange(BakeFile.DefaultNames.Where(file => File.Exists(Path.Combine(Folder, file))));
        var sources = files.Select(file => BakeFile.From(SourceText.FromBytes(file, File.ReadAllBytes(Path.Combine(Folder, file))))).ToList();
        var environment = Environment;
        var definition = BakeDefinition.Read(sources, new() { Folder = Folder, Environment = variable => environment.GetValueOrDefault(variable), Set = set });
        definition.Diagnostics.Where(static diagnostic => diagnostic.Severity == Severity.Error).Select(static diagnostic => DiagnosticRenderer.Render(diagnostic)).ShouldBeEmpty();
        var selection = definition.Select(targets);
        selection.Diagnostics.Select(static diagnostic => DiagnosticRenderer.Render(diagnostic)).ShouldBeEmpty();
        return selection;
    }

    private static string Rows([CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "Rows");

    private string[] Lines(string file) => File.Exists(Path.Combine(Folder, file)) ? File.ReadAllLines(Path.Combine(Folder, file)) : [];
}
