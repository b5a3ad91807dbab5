// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What of a pushed manifest's parts may be missing from the repository (a sparse manifest). Layers that registries don't hold always may.</summary>
public enum SparsePolicy
{
    /// <summary>Nothing: a tag never leads to something that can't be pulled.</summary>
    Whole,

    /// <summary>Images that an index names: some platforms may be kept elsewhere.</summary>
    Indexes,

    /// <summary>Those, and the blobs that an image names.</summary>
    Images,
}
