// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>What takes room in a home.</summary>
public enum StorageKind
{
    /// <summary>Images: their names, and the blobs that only images hold on to.</summary>
    Images,

    /// <summary>Layers of steps and composed images that the build cache holds on to and no image.</summary>
    Layers,

    /// <summary>File trees that steps ran in, and unpacked layers.</summary>
    Snapshots,

    /// <summary>The folders of cache mounts (<c>RUN --mount=type=cache</c>).</summary>
    Mounts,

    /// <summary>What builds fetched: repositories, downloads, packages and their indexes.</summary>
    Sources,

    /// <summary>Small files that say what is known: results of steps, digests of selections, sizes of layers.</summary>
    Records,

    /// <summary>What killed processes left: blobs that nothing names, half-made trees.</summary>
    Leftovers,
}
