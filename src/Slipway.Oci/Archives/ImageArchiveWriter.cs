// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Oci.Json;
using Slipway.Oci.Tar;

namespace Slipway.Oci;

/// <summary>
/// Writes images as one tar that is both an OCI layout and what <c>docker load</c> of every version reads: the layout's files, and
/// <c>manifest.json</c> that points into them. Equal images make equal bytes.
/// </summary>
public static class ImageArchiveWriter
{
    /// <summary>Writes images of a store in the form that every tool reads, each blob once.</summary>
    /// <inheritdoc cref="WriteAsync(OciLayout, IReadOnlyList{ArchivedImage}, ImageArchiveFormat, Stream, CancellationToken)"/>
    public static Task WriteAsync(OciLayout store, IReadOnlyList<ArchivedImage> images, Stream output, CancellationToken cancellationToken) =>
        WriteAsync(store, images, ImageArchiveFormat.Both, output, cancellationToken);

    /// <summary>Writes images of a store, each blob once.</summary>
    /// <param name="store">Where the blobs are.</param>
    /// <param name="images">What to write; of an index, all that the store holds.</param>
    /// <param name="format">How.</param>
    /// <param name="output">Where to; left open.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArgumentException">An index is among them, and the format is Docker's alone, which has none.</exception>
    /// <exception cref="FileNotFoundException">A blob is not in the store.</exception>
    /// <exception cref="CorruptBlobException">A blob is damaged.</exception>
    public static async Task WriteAsync(OciLayout store, IReadOnlyList<ArchivedImage> images, ImageArchiveFormat format, Stream output, CancellationToken cancellationToken)
    {
        var tar = new TarWriter(output, leaveOpen: true);
        await using (tar.ConfigureAwait(false))
        {
            if (format == ImageArchiveFormat.Docker)
                await WriteDockerAsync(tar, store, images, cancellationToken).ConfigureAwait(false);
            else
                await WriteLayoutAsync(tar, store, images, format, cancellationToken).ConfigureAwait(false);
            await tar.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task WriteDockerAsync(TarWriter tar, OciLayout store, IReadOnlyList<ArchivedImage> images, CancellationToken cancellationToken)
    {
        var docker = new DockerArchiveWriter(store, tar);
        foreach (var image in images)
            await docker.WriteAsync(image, cancellationToken).ConfigureAwait(false);
        await docker.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteLayoutAsync(
        TarWriter tar, OciLayout store, IReadOnlyList<ArchivedImage> images, ImageArchiveFormat format, CancellationToken cancellationToken)
    {
        await tar.WriteDocumentAsync("oci-layout", JsonSerializer.SerializeToUtf8Bytes(new LayoutMarker { ImageLayoutVersion = "1.0.0" }, OciJson.Relaxed.LayoutMarker), cancellationToken).ConfigureAwait(false);
        var written = new HashSet<Digest>();
        var docker = new List<DockerArchiveEntry>();
        foreach (var image in images)
            await WriteTreeAsync(tar, store, image.Descriptor, image, [], written, docker, cancellationToken).ConfigureAwait(false);
        await tar.WriteDocumentAsync("index.json", ManifestBlob.Create(Index(images)).Raw, cancellationToken).ConfigureAwait(false);
        if (format == ImageArchiveFormat.Both)
            await tar.WriteDocumentAsync("manifest.json", JsonSerializer.SerializeToUtf8Bytes(docker, OciJson.Relaxed.ListDockerArchiveEntry), cancellationToken).ConfigureAwait(false);
    }

    private static ImageIndex Index(IReadOnlyList<ArchivedImage> images) => new()
    {
        Manifests = [.. from image in images
                        from name in image.Names.DefaultIfEmpty()
                        select name is null ? image.Descriptor : image.Descriptor with
                        {
                            Annotations = new Dictionary<string, string>(image.Descriptor.Annotations ?? new Dictionary<string, string>())
                            {
                                [AnnotationKeys.ContainerdImageName] = name.ToString(),
                                [AnnotationKeys.RefName] = (name.Tag ?? Tag.Latest).ToString(),
                            },
                        }],
    };

    private static async Task WriteTreeAsync(
        TarWriter tar, OciLayout store, Descriptor descriptor, ArchivedImage named, HashSet<Digest> visited, HashSet<Digest> written, List<DockerArchiveEntry> docker, CancellationToken cancellationToken)
    {
        // An index may name the same child any number of times, and those theirs.
        if (!visited.Add(descriptor.Digest))
            return;
        var manifest = store.ReadManifest(descriptor);
        if (manifest.Image is { } image)
        {
            if (descriptor == named.Descriptor)
                docker.Add(new() { Config = PathOf(image.Config.Digest), RepoTags = [.. named.Names.Select(static name => name.Familiar)], Layers = [.. image.Layers.Select(static layer => PathOf(layer.Digest))] });
            foreach (var blob in image.Layers.Prepend(image.Config))
                await WriteBlobAsync(tar, store, blob, written, cancellationToken).ConfigureAwait(false);
        }
        foreach (var child in manifest.Index?.Manifests.Where(child => store.Contains(child.Digest)) ?? [])
            await WriteTreeAsync(tar, store, child, named, visited, written, docker, cancellationToken).ConfigureAwait(false);
        await WriteBlobAsync(tar, store, descriptor, written, cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteBlobAsync(TarWriter tar, OciLayout store, Descriptor blob, HashSet<Digest> written, CancellationToken cancellationToken)
    {
        if (!written.Add(blob.Digest))
            return;
        var content = store.OpenBlob(blob) ?? throw new FileNotFoundException($"The blob {blob.Digest} is not in the store '{store.Root}'. Pull or build the image again.");
        await using (content.ConfigureAwait(false))
        {
            await tar.WriteAsync(TarDocument.File(PathOf(blob.Digest), blob.Size), content, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string PathOf(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";
}
