// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>What a root does differently for being a merged root or one layer of an overlay.</summary>
internal abstract class LayerTarget : IDisposable
{
    /// <summary>Whether a whiteout needs its directory to be there.</summary>
    internal abstract bool NeedsParents { get; }

    /// <summary>Whether what was unpacked depends on the layers below.</summary>
    internal abstract bool DependsOnBelow { get; }

    /// <summary>Notes that this layer has put something at a name of a directory.</summary>
    internal abstract void Placed(string directory, string name);

    /// <summary>Hides what the layers below have at a name, and keeps what this layer has there.</summary>
    internal abstract void Hide(string directory, string name, CancellationToken cancellationToken);

    /// <summary>Hides what the layers below have in a directory, and keeps what this layer has there.</summary>
    internal abstract void MakeOpaque(string directory, CancellationToken cancellationToken);

    /// <summary>Says of a new directory that it takes the place of something that was no directory.</summary>
    internal abstract void Cover(string directory);

    /// <summary>What a directory is that the layer implies and does not name.</summary>
    internal abstract TarEntry DescribeImplied(string directory);

    /// <summary>What the layers below have at a path that is not in the root, or null.</summary>
    internal abstract LowerFile? FindBelow(string path);

    public virtual void Dispose()
    {
    }

    /// <summary>A directory that nobody described: 0755, root's, of 1970.</summary>
    internal static TarEntry Plain(string directory) => new() { Name = directory, Type = TarEntryType.Directory, Mode = 0x1ED };
}
