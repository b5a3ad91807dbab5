// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Sends images of a store to the registries that their names name.</summary>
/// <param name="transfer">The way to registries.</param>
/// <param name="store">Where the images are.</param>
public sealed class RegistryPushes(ImageTransfer transfer, OciLayout store) : IRegistryPushes
{
    /// <inheritdoc/>
    public Task PushAsync(Descriptor image, IReadOnlyList<ImageReference> names, IProgress<TransferProgress> progress, CancellationToken cancellationToken) =>
        transfer.PushAsync(store, [new(image, names)], progress, cancellationToken);
}
