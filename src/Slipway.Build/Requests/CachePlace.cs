// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Where a cache is carried to or from.</summary>
public abstract record CachePlace
{
    private CachePlace()
    {
    }

    /// <summary>A repository of a registry.</summary>
    /// <param name="Reference">Its name there, with a tag or a digest.</param>
    public sealed record InRegistry(ImageReference Reference) : CachePlace
    {
        /// <inheritdoc/>
        public override string ToString() => Reference.Familiar;
    }

    /// <summary>A folder, as an OCI layout.</summary>
    /// <param name="Folder">Absolute.</param>
    /// <param name="Name">What the layout lists it under, or its digest.</param>
    public sealed record InFolder(string Folder, string Name) : CachePlace
    {
        /// <inheritdoc/>
        public override string ToString() => Folder;
    }

    /// <summary>The configuration of each image that is built.</summary>
    public sealed record InImages : CachePlace
    {
        /// <inheritdoc/>
        public override string ToString() => "the images";
    }
}
