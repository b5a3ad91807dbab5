// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>Whether all that an image consists of is in a store. Nothing but manifests is read.</summary>
internal static class ImageCompleteness
{
    /// <summary>The first part that is missing, or null.</summary>
    public static Digest? FindMissing(OciLayout store, Descriptor image)
    {
        if (!store.Contains(image.Digest))
            return image.Digest;
        if (!MediaTypes.IsManifest(image.MediaType) && !MediaTypes.IsIndex(image.MediaType))
            return null;
        var manifest = store.ReadManifest(image);
        if (manifest.Index is { } index)
        {
            // A pull for one platform leaves the others out, and an archive may.
            return index.Manifests.Where(child => store.Contains(child.Digest)).Select(child => FindMissing(store, child)).FirstOrDefault(static missing => missing is not null);
        }
        // A layer with addresses of its own isn't kept here (image-spec, "non-distributable layers").
        return manifest.Image!.Layers.Where(static layer => layer.Urls is not { Count: > 0 }).Prepend(manifest.Image.Config)
            .Select(static part => (Digest?)part.Digest).FirstOrDefault(part => !store.Contains(part!.Value));
    }
}
