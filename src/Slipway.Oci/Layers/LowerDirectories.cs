// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Oci.Layers;

/// <summary>The directories of the layers below one, the topmost first, looked through as overlayfs does.</summary>
internal sealed class LowerDirectories(IReadOnlyList<string> paths) : IDisposable
{
    // Opened at need: most layers name all their directories and ask for nothing.
    private RootedDirectory[]? _roots;

    /// <summary>Whether anything was asked, so that the answer depends on these directories.</summary>
    internal bool WereAsked { get; private set; }

    /// <summary>What shows at a path, no link followed; null where nothing does.</summary>
    internal LowerFile? Find(string path)
    {
        WereAsked = true;
        _roots ??= [.. paths.Select(RootedDirectory.Open)];
        foreach (var root in _roots)
        {
            var hides = false;
            var parts = path.Split('/');
            for (var i = 1; i <= parts.Length; i++)
            {
                var above = string.Join('/', parts[..i]);
                if (root.TryGetStatus(above, FinalLink.Keep) is not { } status)
                    break;
                if (status.IsOverlayWhiteout)
                    return null;
                if (i == parts.Length)
                    return new(root, path, status);
                if (status.Type != FileType.Directory)
                    return null;
                hides |= OverlayMarks.Read(root, above) == OverlayMark.Opaque;
            }
            if (hides)
                return null;
        }
        return null;
    }

    public void Dispose()
    {
        foreach (var root in _roots ?? [])
            root.Dispose();
    }
}
