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

    /// <summary>Lists what refers to a manifest; nothing where the place keeps no account of that.</summary>
    Task<IReadOnlyList<Descriptor>> ListReferrersAsync(Digest subject, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Descriptor>>([]);

    /// <summary>Lists the tags of the image's repository, or the names of a layout.</summary>
    Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>Reads what one of these names stands for.</summary>
    Task<ManifestBlob> ReadNamedAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException("Names are read where they are listed.");

    /// <summary>Repositories of a registry that may hold a blob, the likeliest first.</summary>
    IReadOnlyList<RepositoryName> MountsOf(Digest blob, string registry, RepositoryName target);
}
