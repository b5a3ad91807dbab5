// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Oci;
using Slipway.Registry;

namespace Slipway.Server;

/// <summary>What a repository of the registry holds, and the manifest that is being pushed.</summary>
internal sealed class RepositoryImages(AdmissionRequest request) : IImageContent
{
    public string Place => $"the repository '{request.Repository}'";

    public ReadOnlyMemory<byte>? ReadManifest(Descriptor manifest) =>
        manifest.Digest == request.Descriptor.Digest ? request.Manifest : request.Content.ReadManifest(manifest.Digest);

    public async ValueTask<Stream?> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken) => await request.Content.OpenBlobAsync(blob.Digest, cancellationToken);
}
