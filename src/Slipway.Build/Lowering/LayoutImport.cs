// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Takes an image of another OCI layout into the store, every blob checked.</summary>
internal static class LayoutImport
{
    public static async Task<BaseImage> RunAsync(LayoutContext context, Platform platform, OciLayout store, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(context.Folder, "oci-layout")))
            throw new DefinitionException($"the context '{context.Folder}' is not an OCI layout: it has no file 'oci-layout'");
        try
        {
            using var layout = ForeignLayout.Open(context.Folder);
            var image = layout.ReadImage(Choose(context, layout.Index), platform)
                ?? throw new DefinitionException($"the OCI layout '{context.Folder}' has no image for {platform}");
            foreach (var blob in image.Layers.Prepend(image.Manifest.Image!.Config))
                await CopyAsync(layout, store, blob, cancellationToken).ConfigureAwait(false);
            store.WriteManifest(image.Manifest);
            return new(image, null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new DefinitionException($"cannot read the OCI layout '{context.Folder}': {problem.Message.TrimEnd('.')}", problem);
        }
    }

    private static Descriptor Choose(LayoutContext context, ImageIndex index)
    {
        var found = index.Manifests.Where(manifest => context.Digest is null || manifest.Digest == context.Digest)
            .Where(manifest => context.Tag is null || manifest.RefName == context.Tag || (manifest.RefName?.EndsWith(":" + context.Tag, StringComparison.Ordinal) ?? false))
            .DistinctBy(static manifest => manifest.Digest).ToList();
        return found.Count == 1 ? found[0] : throw new DefinitionException(found.Count == 0
            ? $"the OCI layout '{context.Folder}' has no image{(context.Tag is null ? "" : $" '{context.Tag}'")}"
            : $"the OCI layout '{context.Folder}' holds {found.Count} images; name one: oci-layout://{context.Folder}:<tag>");
    }

    private static async Task CopyAsync(ForeignLayout from, OciLayout to, Descriptor blob, CancellationToken cancellationToken)
    {
        if (to.Contains(blob.Digest))
            return;
        var stream = from.OpenBlob(blob);
        await using (stream.ConfigureAwait(false))
        {
            await to.ImportBlobAsync(blob, stream, cancellationToken).ConfigureAwait(false);
        }
    }
}
