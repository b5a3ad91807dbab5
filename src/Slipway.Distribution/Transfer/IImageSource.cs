// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>A place that images are read from: a store, a registry, a layout.</summary>
internal interface IImageSource : IDisposable
{
    /// <summary>Reads a manifest or index, checked.</summary>
    Task<ManifestBlob> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken);

    /// <summary>Opens a blob, whose bytes are checked as they are read.</summary>
    Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken);

    /// <summary>Opens a blob for a target that checks what it takes, so that it need not be checked twice.</summary>
    Task<Stream> OpenForCheckAsync(Descriptor blob, CancellationToken cancellationToken) => OpenBlobAsync(blob, cancellationToken);

    /// <summary>Whether a blob is there; a place that would have to be asked says yes.</summary>
    bool MayHave(Digest blob);

    /// <summary>Repositories of a registry that may hold a blob, the likeliest first.</summary>
    IReadOnlyList<RepositoryName> MountsOf(Digest blob, string registry, RepositoryName target);
}
