// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>A manifest elsewhere, of a cache or of an image with one inside, and its parts.</summary>
public interface ICacheSource : IDisposable
{
    /// <summary>The manifest or index.</summary>
    ManifestBlob Root { get; }

    /// <summary>Reads a manifest that an index names, checked.</summary>
    Task<ManifestBlob> ReadManifestAsync(Descriptor manifest, CancellationToken cancellationToken);

    /// <summary>Brings a blob into a store unless it is there, checked.</summary>
    Task FetchAsync(Descriptor blob, OciLayout store, CancellationToken cancellationToken);
}
