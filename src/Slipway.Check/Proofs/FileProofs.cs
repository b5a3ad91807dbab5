// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Layers;

namespace Slipway.Check;

/// <summary>
/// Proves what is claimed of an image's files. Links on the way to a path are followed inside the image: <c>/bin/sh</c> is
/// <c>/usr/bin/sh</c> where <c>/bin</c> is a link.
/// </summary>
internal static class FileProofs
{
    private const int MostNamed = 3;

    internal static Verdict Judge(FileClaim claim, TreeIndex tree)
    {
        var found = Find(claim.Path, tree).Take(MostNamed + 1).ToList();
        if (found.Count == 0)
            return Verdict.When(
                claim.Presence == Presence.Absent,
                FilePattern.IsPattern(claim.Path) ? $"nothing matches '{claim.Path}'" : $"there is no '{claim.Path}'");
        var named = string.Join(", ", found.Take(MostNamed).Select(path => $"'/{path}'"));
        return Verdict.When(
            claim.Presence == Presence.Present,
            $"there {(found.Count == 1 ? "is" : "are")} {named}{(found.Count > MostNamed ? " and more" : "")}");
    }

    private static IEnumerable<string> Find(string path, TreeIndex tree)
    {
        var pattern = FilePattern.Parse(path);
        // The words before the first pattern name one directory, through whatever links.
        if (tree.Resolve(pattern.Directory, FinalLink.Follow) is not { } directory)
            return [];
        if (pattern.Rest.Length == 0)
            return tree.Resolve(pattern.Directory, FinalLink.Follow) is { } real ? [real] : [];
        return FilePattern.IsPattern(pattern.Rest)
            ? tree.Enumerate(directory).Select(entry => entry.Path).Where(found => pattern.Matches(found[(directory.Length == 0 ? 0 : directory.Length + 1)..]))
            : tree.Find(LayerPath.Join(directory, pattern.Rest), FinalLink.Keep) is null ? [] : [LayerPath.Join(directory, pattern.Rest)];
    }
}
