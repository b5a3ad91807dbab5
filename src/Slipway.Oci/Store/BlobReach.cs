// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>What an image or an index of a store consists of: its manifests, configurations and layers.</summary>
public static class BlobReach
{
    /// <summary>All blobs that a descriptor leads to, itself included, whether they are there or not.</summary>
    /// <exception cref="CorruptBlobException">A manifest is damaged, so that what it leads to can't be told.</exception>
    public static IReadOnlySet<Digest> Find(OciLayout store, Descriptor descriptor)
    {
        var reached = new HashSet<Digest>();
        Walk(store, descriptor, reached);
        return reached;
    }

    /// <summary>As <see cref="Find"/>; what a damaged manifest leads to is left out.</summary>
    public static IReadOnlySet<Digest> TryFind(OciLayout store, Descriptor descriptor)
    {
        var reached = new HashSet<Digest>();
        try
        {
            Walk(store, descriptor, reached);
        }
        catch (Exception problem) when (problem is CorruptBlobException or ImageFormatException)
        {
            // What was reached by then counts.
        }
        return reached;
    }

    /// <summary>As <see cref="TryFind(OciLayout, Descriptor)"/>, of a manifest that is known by its digest alone; nothing where it isn't there.</summary>
    public static IReadOnlySet<Digest> TryFind(OciLayout store, Digest manifest) =>
        store.DescribeManifest(manifest) is { } descriptor ? TryFind(store, descriptor) : new HashSet<Digest>();

    private static void Walk(OciLayout store, Descriptor descriptor, HashSet<Digest> reached)
    {
        if (!reached.Add(descriptor.Digest) || !(MediaTypes.IsManifest(descriptor.MediaType) || MediaTypes.IsIndex(descriptor.MediaType)) || !store.Contains(descriptor.Digest))
            return;
        var manifest = store.ReadManifest(descriptor);
        foreach (var child in manifest.Index?.Manifests ?? [manifest.Image!.Config, .. manifest.Image.Layers])
            Walk(store, child, reached);
    }
}
