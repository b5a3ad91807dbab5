// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Layers;

namespace Slipway.Check;

/// <summary>Finds what a path or pattern of a claim means. Links on the way are followed inside the image: <c>/bin/sh</c> is <c>/usr/bin/sh</c> where
/// <c>/bin</c> is a link.</summary>
internal static class FileSearch
{
    /// <summary>The paths that match, without a leading slash; a link at the end of one is a match itself.</summary>
    internal static IEnumerable<string> Find(string path, TreeIndex tree)
    {
        var pattern = FilePattern.Parse(path);
        // The words before the first pattern name one directory, through whatever links.
        if (tree.Resolve(pattern.Directory, FinalLink.Follow) is not { } directory)
            return [];
        if (pattern.Rest.Length == 0)
            return [directory];
        return FilePattern.IsPattern(pattern.Rest)
            ? tree.Enumerate(directory).Select(entry => entry.Path).Where(found => pattern.Matches(found[(directory.Length == 0 ? 0 : directory.Length + 1)..]))
            : tree.Find(LayerPath.Join(directory, pattern.Rest), FinalLink.Keep) is null ? [] : [LayerPath.Join(directory, pattern.Rest)];
    }

    /// <summary>What a path leads to, links at its end followed; or all that a pattern matches but links.</summary>
    internal static IEnumerable<(string Path, TreeNode Node)> FindReal(string path, TreeIndex tree)
    {
        if (!FilePattern.IsPattern(path))
            return tree.Resolve(path, FinalLink.Follow) is { } real && tree.Find(real, FinalLink.Keep) is { } node ? [(real, node)] : [];
        return Find(path, tree).Select(found => (found, tree.Find(found, FinalLink.Keep)!)).Where(found => found.Item2.Type != FileType.SymbolicLink);
    }

    /// <summary>Those whose mode a path means: what it leads to; of a pattern the regular files, or the directories where it ends in a slash.</summary>
    internal static IEnumerable<(string Path, TreeNode Node)> FindWithMode(string path, TreeIndex tree)
    {
        var type = path.EndsWith('/') ? FileType.Directory : FileType.RegularFile;
        return FindReal(path, tree).Where(found => !FilePattern.IsPattern(path) || found.Node.Type == type);
    }

    /// <summary>That nothing was found, and how far along the path there is something.</summary>
    internal static (string Found, string? Distance) Nothing(string path, TreeIndex tree)
    {
        if (FilePattern.IsPattern(path))
            return ($"nothing matches '{path}'", null);
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var count = parts.Length - 1; count > 0; count--)
        {
            var way = string.Join('/', parts[..count]);
            if (tree.Find(way) is { } node)
                return ($"there is no '{path}'", node.Type == FileType.Directory ? $"there is '/{way}', without '{parts[count]}'" : $"'/{way}' is no directory");
        }
        return ($"there is no '{path}'", null);
    }
}
