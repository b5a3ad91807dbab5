// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>Where the manifests and blobs of images are: a local store, or a repository of a registry.</summary>
public interface IImageContent
{
    /// <summary>What messages call it: <c>the store '/var/lib/slipway/store'</c>.</summary>
    string Place { get; }

    /// <summary>The bytes of a manifest or an index; null where it isn't there.</summary>
    ReadOnlyMemory<byte>? ReadManifest(Descriptor manifest);

    /// <summary>Opens a blob, whose bytes are checked as they are read; null where it isn't there. Disposing the stream is the caller's.</summary>
    ValueTask<Stream?> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken);
}
