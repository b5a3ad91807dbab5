// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Finds the folder that a Dockerfile copies from: the nearest, from its own upwards, that has what COPY and ADD name.</summary>
internal static class DraftContext
{
    private static readonly SearchValues<char> Special = SearchValues.Create("$*?[\\\"'");

    /// <summary>The folder's way from the tree's folder, and the sources that it lacks.</summary>
    internal static (string Folder, IReadOnlyList<string> Missing) Find(string root, FoundDockerfile file)
    {
        var sources = SourcesOf(file.Model).ToList();
        var best = (Folder: file.Folder, Missing: MissingIn(root, file.Folder, sources));
        for (var folder = file.Folder; best.Missing.Count > 0 && folder.Length > 0;)
        {
            folder = folder.Contains('/', StringComparison.Ordinal) ? folder[..folder.LastIndexOf('/')] : "";
            var missing = MissingIn(root, folder, sources);
            if (missing.Count < best.Missing.Count)
                best = (folder, missing);
        }
        return best.Missing.Count == sources.Count && Named(file.Folder, sources) is { } named ? (named, best.Missing) : best;
    }

    // Where nothing is there to go by: 'services/api/main.py' in services/api/Dockerfile is seen from above 'services'.
    private static string? Named(string folder, List<string> sources)
    {
        var parts = folder.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return Enumerable.Range(0, parts.Length).Where(above => sources.Exists(source => source.StartsWith(string.Join('/', parts.Skip(above)) + "/", StringComparison.Ordinal)))
            .Select(above => string.Join('/', parts.Take(above))).FirstOrDefault();
    }

    // Those that are written out: no variable, no pattern, no address.
    private static IEnumerable<string> SourcesOf(DockerfileModel model) => model.Stages.SelectMany(static stage => stage.Instructions)
        .OfType<TransferInstruction>().Where(static transfer => transfer is not CopyInstruction { From: not null })
        .SelectMany(static transfer => transfer.Sources).Select(static source => source.Text)
        .Where(static text => text.AsSpan().IndexOfAny(Special) < 0 && !text.Contains("://", StringComparison.Ordinal) && !text.StartsWith("git@", StringComparison.Ordinal))
        .Select(static text => text.TrimStart('/')).Where(static text => text is not ("" or "." or "./")).Distinct();

    private static IReadOnlyList<string> MissingIn(string root, string folder, List<string> sources) =>
        [.. sources.Where(source => !Path.Exists(Path.Combine(root, folder, source)))];
}
