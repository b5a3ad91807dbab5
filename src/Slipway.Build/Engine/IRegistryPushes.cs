// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Sends built images to registries.</summary>
public interface IRegistryPushes
{
    /// <summary>Sends an image, or an index with all its parts.</summary>
    /// <param name="image">The manifest or index in the store.</param>
    /// <param name="names">The names it gets, at one registry or several, all after everything is there; one with a digest and no tag is none.</param>
    /// <param name="progress">Is told of each blob.</param>
    /// <param name="cancellationToken">Stops it; blobs that the registry has by then stay.</param>
    Task PushAsync(Descriptor image, IReadOnlyList<ImageReference> names, IProgress<TransferProgress> progress, CancellationToken cancellationToken);
}
