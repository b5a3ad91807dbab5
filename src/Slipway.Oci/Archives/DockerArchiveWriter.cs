// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Oci.Json;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Oci;

/// <summary>
/// Writes images as <c>docker save</c> wrote them before it knew OCI: <c>&lt;id&gt;.json</c>, <c>&lt;diff id&gt;.tar</c> and <c>manifest.json</c>. Layers are
/// plain: each is read twice, for a tar says sizes first.
/// </summary>
internal sealed class DockerArchiveWriter(OciLayout store, TarWriter tar)
{
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private readonly List<DockerArchiveEntry> _entries = [];

    /// <summary>Writes an image; layers that were written before are shared.</summary>
    /// <exception cref="ArgumentException">It is an index: Docker's format has none.</exception>
    public async Task WriteAsync(ArchivedImage image, CancellationToken cancellationToken)
    {
        if (!MediaTypes.IsManifest(image.Descriptor.MediaType))
            throw new ArgumentException($"'{image.Descriptor.Digest}' is an index, which Docker's format doesn't know; choose an image of it.", nameof(image));
        var stored = store.ReadImage(image.Descriptor, Platform.Host)!;
        var config = stored.Manifest.Image!.Config;
        var configName = $"{config.Digest.Hex}.json";
        if (_written.Add(configName))
            await tar.WriteDocumentAsync(configName, store.ReadBlob(config), cancellationToken).ConfigureAwait(false);
        foreach (var (layer, diffId) in stored.LayersWithDiffIds)
            if (_written.Add(NameOf(diffId)))
                await WriteLayerAsync(layer, diffId, cancellationToken).ConfigureAwait(false);
        _entries.Add(new()
        {
            Config = configName,
            RepoTags = [.. image.Names.Select(static name => name.WithDefaultTag().Familiar)],
            Layers = [.. stored.Config.Rootfs.DiffIds.Select(NameOf)],
        });
    }

    /// <summary>Writes the list of images, which comes last.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken) =>
        tar.WriteDocumentAsync("manifest.json", JsonSerializer.SerializeToUtf8Bytes(_entries, OciJson.Relaxed.ListDockerArchiveEntry), cancellationToken);

    private static string NameOf(DiffId diffId) => $"{diffId.Digest.Hex}.tar";

    private async Task WriteLayerAsync(Descriptor layer, DiffId diffId, CancellationToken cancellationToken)
    {
        long size;
        var counted = await OpenAsync(layer, cancellationToken).ConfigureAwait(false);
        await using (counted.ConfigureAwait(false))
        {
            using var counter = new DigestingStream(Stream.Null, diffId.Digest.HashName);
            await counted.CopyToAsync(counter, 256 * 1024, cancellationToken).ConfigureAwait(false);
            if (counter.GetDigest() is var found && found != diffId.Digest)
                throw new CorruptBlobException($"The layer {layer.Digest} holds a tar with the digest {found} where the image's configuration says {diffId}.");
            size = counter.BytesWritten;
        }
        var plain = await OpenAsync(layer, cancellationToken).ConfigureAwait(false);
        await using (plain.ConfigureAwait(false))
        {
            await tar.WriteAsync(TarDocument.File(NameOf(diffId), size), plain, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Stream> OpenAsync(Descriptor layer, CancellationToken cancellationToken)
    {
        var blob = store.OpenBlob(layer) ?? throw new FileNotFoundException($"The blob {layer.Digest} is not in the store '{store.Root}'. Pull or build the image again.");
        return await LayerDecompression.OpenAsync(blob, layer.MediaType, layer.Digest.ToString(), cancellationToken).ConfigureAwait(false);
    }
}
