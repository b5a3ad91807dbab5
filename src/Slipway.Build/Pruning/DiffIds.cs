// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>What the layers of stored images hold.</summary>
internal static class DiffIds
{
    /// <summary>The digests of the tars of all images that descriptors lead to; of one that can't be read none.</summary>
    public static IReadOnlySet<Digest> Of(OciLayout store, IEnumerable<Descriptor> descriptors)
    {
        var (found, left) = (new HashSet<Digest>(), new Stack<Descriptor>(descriptors));
        while (left.TryPop(out var descriptor))
        {
            if (!store.Contains(descriptor.Digest) || !(MediaTypes.IsManifest(descriptor.MediaType) || MediaTypes.IsIndex(descriptor.MediaType)))
                continue;
            var manifest = store.ReadManifest(descriptor);
            foreach (var child in manifest.Index?.Manifests ?? [])
                left.Push(child);
            if (manifest.Image is { Config.MediaType: MediaTypes.Config or MediaTypes.DockerConfig } image && store.Contains(image.Config.Digest))
                found.UnionWith(ImageConfig.Parse(store.ReadBlob(image.Config)).Rootfs.DiffIds.Select(static id => id.Digest));
        }
        return found;
    }
}
