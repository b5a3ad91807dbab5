// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>A place that images are brought to: blobs first, then manifests, each after what it names, the names at last.</summary>
internal interface IImageTarget : IDisposable
{
    /// <summary>What it is called in messages.</summary>
    string Name { get; }

    /// <summary>The names that the image gets here, as a user would write them.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Those of <see cref="Names"/> that are set.</summary>
    IReadOnlyList<string> SetNames { get; }

    /// <summary>Takes a blob unless it is there.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="source">Where it is.</param>
    /// <param name="moved">Is told how many bytes have gone in all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<TransferState> TakeBlobAsync(Descriptor blob, IImageSource source, Action<long> moved, CancellationToken cancellationToken);

    /// <summary>Takes a manifest or index without a name, unless it is there.</summary>
    Task TakeManifestAsync(ManifestBlob manifest, CancellationToken cancellationToken);

    /// <summary>Takes a manifest that refers to another, so that it is found from there, or a part of one.</summary>
    Task TakeReferrerAsync(ManifestBlob referrer, CancellationToken cancellationToken);

    /// <summary>Takes the whole's own manifest or index and gives it its names.</summary>
    Task NameAsync(ManifestBlob root, CancellationToken cancellationToken);
}
