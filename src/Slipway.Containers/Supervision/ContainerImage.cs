// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>Finds the image that a container by hand stands on.</summary>
internal static class ContainerImage
{
    /// <summary>Its image, the layers unpacked and held.</summary>
    /// <exception cref="ContainerException">It isn't there any more.</exception>
    internal static async Task<ImageRoot> OpenAsync(OciLayout store, SnapshotStore snapshots, ContainerDefinition definition, CancellationToken cancellationToken)
    {
        using var lease = await store.LeaseAsync(cancellationToken).ConfigureAwait(false);
        if (!store.Contains(definition.Manifest.Digest) || store.ReadImage(definition.Manifest, definition.Platform) is not { } image)
            throw new ContainerException(ContainerRefusal.NotFound, $"The image of the container '{definition.Name}', {definition.Image} ({definition.Manifest.Digest}), is not in the store any more.");
        return await ImageRoot.OpenAsync(store, snapshots, image, cancellationToken).ConfigureAwait(false);
    }
}
