// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>Checks that each image that has a name, or is kept without one, is whole: each part there, with its size, and what it is said to be.</summary>
internal sealed class ImageCheck(OciLayout store, IReadOnlySet<Digest> damaged, List<StoreProblem> found)
{
    private readonly HashSet<Digest> _reached = [];

    public void Run(IReadOnlyList<StoredReference> names)
    {
        foreach (var (name, descriptor) in names)
            Check(name?.Familiar ?? descriptor.Digest.ToString(), descriptor, Role(descriptor), []);
        var (count, bytes) = (0, 0L);
        foreach (var (_, _, size) in store.ListBlobs().Where(blob => !_reached.Contains(blob.Digest) && !damaged.Contains(blob.Digest)))
            (count, bytes) = (count + 1, bytes + size);
        if (count > 0)
            found.Add(new() { Kind = StoreProblemKind.Unreferenced, Severity = ProblemSeverity.Note, Subject = "blobs", Message = $"{count} blobs of {bytes} bytes belong to no image that has a name; builds may use their layers" });
    }

    // What one image consists of is told of once, however often it occurs in it.
    private void Check(string image, Descriptor part, string role, HashSet<Digest> seen)
    {
        _reached.Add(part.Digest);
        if (!seen.Add(part.Digest))
            return;
        var length = store.Files.GetLength(LayoutPaths.Blob(part.Digest));
        if (damaged.Contains(part.Digest) || length is null)
        {
            if (part.Urls is not { Count: > 0 } || length is not null)
                Add(image, $"its {role} {part.Digest} is {(damaged.Contains(part.Digest) ? "damaged" : "missing")}; pull or build the image again");
            return;
        }
        if (length != part.Size)
        {
            Add(image, $"its {role} {part.Digest} has {length} bytes, and its descriptor says {part.Size}; pull or build the image again");
            return;
        }
        try
        {
            if (MediaTypes.IsManifest(part.MediaType) || MediaTypes.IsIndex(part.MediaType))
                CheckManifest(image, store.ReadManifest(part), seen);
        }
        catch (Exception problem) when (problem is ImageFormatException or CorruptBlobException or FormatException)
        {
            Add(image, $"its {role} {part.Digest} can't be read: {problem.Message.TrimEnd('.')}");
        }
    }

    private void CheckManifest(string image, ManifestBlob manifest, HashSet<Digest> seen)
    {
        // A pull for one platform leaves the others out.
        foreach (var child in manifest.Index?.Manifests.Where(child => store.Contains(child.Digest) || damaged.Contains(child.Digest)) ?? [])
            Check(image, child, Role(child), seen);
        if (manifest.Image is not { } one)
            return;
        Check(image, one.Config, "configuration", seen);
        foreach (var layer in one.Layers)
            Check(image, layer, "layer", seen);
        if (one.Config.MediaType is MediaTypes.Config or MediaTypes.DockerConfig && store.Contains(one.Config.Digest) && !damaged.Contains(one.Config.Digest)
            && ImageConfig.Parse(store.ReadBlob(one.Config)).Rootfs.DiffIds.Count is var diffIds && diffIds != one.Layers.Count)
        {
            Add(image, $"its manifest {manifest.Digest} has {one.Layers.Count} layers, and its configuration {diffIds} diff ids");
        }
    }

    private static string Role(Descriptor descriptor) => MediaTypes.IsIndex(descriptor.MediaType) ? "index" : "manifest";

    private void Add(string image, string message) =>
        found.Add(new() { Kind = StoreProblemKind.Image, Severity = ProblemSeverity.Error, Subject = image, Message = message });
}
