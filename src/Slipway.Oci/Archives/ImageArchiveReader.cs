// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Oci.Json;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Oci;

/// <summary>
/// Reads images from a tar as <c>docker save</c> of any version or an OCI layout writes it, plain or under gzip, zstd or xz, in one pass: each file goes
/// into the store as a blob under the digest of its bytes, and what the archive says of it must agree.
/// </summary>
public sealed class ImageArchiveReader
{
    // As deep as anything that is pulled may be.
    private const int DeepestIndex = 4;

    private readonly OciLayout _store;
    private readonly Dictionary<string, Descriptor> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private readonly HashSet<Digest> _checked = [];

    private ImageArchiveReader(OciLayout store) => _store = store;

    /// <summary>Stores the images of an archive. The names are the caller's to set.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="input">The archive; disposed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArchiveFormatException">It holds no images, or not all it speaks of.</exception>
    /// <exception cref="TarFormatException">It is not a tar.</exception>
    /// <exception cref="LayerException">It makes far more bytes than it has.</exception>
    public static Task<IReadOnlyList<ArchivedImage>> ReadAsync(OciLayout store, Stream input, CancellationToken cancellationToken) =>
        ReadAsync(store, input, LayerLimits.Default, cancellationToken);

    /// <summary>Stores the images of an archive that may be so large. The names are the caller's to set.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="input">The archive; disposed.</param>
    /// <param name="limits">How much may come out of the archive's own compression for what goes in.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <inheritdoc cref="ReadAsync(OciLayout, Stream, CancellationToken)"/>
    public static async Task<IReadOnlyList<ArchivedImage>> ReadAsync(OciLayout store, Stream input, LayerLimits limits, CancellationToken cancellationToken)
    {
        var reader = new ImageArchiveReader(store);
        var plain = await ArchiveDecompression.OpenAsync(input, limits, cancellationToken).ConfigureAwait(false);
        await using (plain.ConfigureAwait(false))
        {
            await reader.TakeFilesAsync(plain, cancellationToken).ConfigureAwait(false);
        }
        return reader._files.ContainsKey("index.json") ? reader.ReadLayout()
            : reader._files.ContainsKey("manifest.json") ? reader.ReadDocker()
            : throw new ArchiveFormatException("The archive has neither 'index.json' (an OCI layout) nor 'manifest.json' (docker save): it holds no images. To make an image of a root file system, use slipway import.");
    }

    private async Task TakeFilesAsync(Stream archive, CancellationToken cancellationToken)
    {
        var tar = new TarReader(archive, TarReaderOptions.Default, leaveOpen: true);
        await using (tar.ConfigureAwait(false))
        {
            while (await tar.ReadNextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
            {
                var name = Normalise(entry.Name);
                if (entry.Type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
                    _links[name] = entry.Type == TarEntryType.HardLink ? Normalise(entry.LinkName) : Normalise(Path.Combine(Path.GetDirectoryName(name) ?? "", entry.LinkName));
                if (entry.Type == TarEntryType.RegularFile)
                    _files[name] = await TakeFileAsync(name, tar.Content, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<Descriptor> TakeFileAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        using var writer = _store.CreateBlob(name.StartsWith("blobs/sha512/", StringComparison.Ordinal) ? System.Security.Cryptography.HashAlgorithmName.SHA512 : null);
        await content.CopyToAsync(writer, 256 * 1024, cancellationToken).ConfigureAwait(false);
        var (size, digest) = (writer.BytesWritten, writer.Commit());
        var said = name.Split('/') is ["blobs", var algorithm, var hex] ? $"{algorithm}:{hex}" : null;
        return said is null || said == digest.ToString()
            ? new() { MediaType = "application/octet-stream", Digest = digest, Size = size }
            : throw new ArchiveFormatException($"The archive's '{name}' holds bytes with digest {digest}; the archive is damaged.");
    }

    private List<ArchivedImage> ReadLayout()
    {
        var index = ManifestBlob.Parse(_store.ReadBlob(_files["index.json"]), MediaTypes.Index).Index!;
        foreach (var descriptor in index.Manifests)
            RequireBlobs(descriptor, isTop: true, depth: 1);
        return [.. index.Manifests.GroupBy(static descriptor => descriptor.Digest).Select(static same =>
            new ArchivedImage(same.First() with { Annotations = null, Platform = null }, [.. same.Select(NameOf).OfType<ImageReference>().Distinct()])
            {
                RefNames = [.. same.Select(static descriptor => descriptor.RefName).OfType<string>()],
            })];
    }

    private void RequireBlobs(Descriptor descriptor, bool isTop, int depth)
    {
        if (!_files.ContainsKey($"blobs/{descriptor.Digest.Algorithm}/{descriptor.Digest.Hex}"))
        {
            // An index may speak of platforms that were not saved with it.
            if (isTop)
                throw new ArchiveFormatException($"The archive speaks of {descriptor.Digest} and doesn't hold it.");
            return;
        }
        if (depth > DeepestIndex)
            throw new ArchiveFormatException($"The archive has indexes more than {DeepestIndex} deep.");
        // An index may name the same child any number of times, and those theirs.
        if (!_checked.Add(descriptor.Digest))
            return;
        if (!MediaTypes.IsManifest(descriptor.MediaType) && !MediaTypes.IsIndex(descriptor.MediaType))
            return;
        var manifest = _store.ReadManifest(descriptor);
        foreach (var child in manifest.Index?.Manifests ?? [])
            RequireBlobs(child, isTop: false, depth + 1);
        foreach (var blob in manifest.Image is { } image ? image.Layers.Prepend(image.Config) : [])
            RequireBlobs(blob, isTop: true, depth);
    }

    private static ImageReference? NameOf(Descriptor descriptor)
    {
        var name = descriptor.Annotations?.GetValueOrDefault(AnnotationKeys.ContainerdImageName) ?? descriptor.RefName;
        // A layout may call an image by a tag alone; that names no repository.
        return name is not null && name.AsSpan().IndexOfAny(':', '/') >= 0 && ImageReference.TryParse(name, out var reference, out _) ? reference : null;
    }

    private List<ArchivedImage> ReadDocker()
    {
        try
        {
            var json = _store.ReadBlob(_files["manifest.json"]);
            NullElements.Refuse(json, "archive's 'manifest.json'");
            return [.. (JsonSerializer.Deserialize(json, OciJson.Relaxed.ListDockerArchiveEntry) ?? []).Select(ReadDockerEntry)];
        }
        catch (JsonException problem)
        {
            throw new ArchiveFormatException($"The archive's 'manifest.json' is not that of docker save: {problem.Message}", problem);
        }
    }

    private ArchivedImage ReadDockerEntry(DockerArchiveEntry entry)
    {
        var configFile = Find(entry.Config);
        var config = ImageConfig.Parse(_store.ReadBlob(configFile));
        if (config.Rootfs.DiffIds.Count != entry.Layers.Count)
            throw new ArchiveFormatException($"The archive's 'manifest.json' lists {entry.Layers.Count} layers for '{entry.Config}', whose configuration has {config.Rootfs.DiffIds.Count}.");
        var layers = entry.Layers.Zip(config.Rootfs.DiffIds, DescribeLayer).ToList();
        var manifest = ManifestBlob.Create(new ImageManifest { Config = configFile with { MediaType = MediaTypes.Config }, Layers = layers });
        return new(_store.WriteManifest(manifest), [.. (entry.RepoTags ?? []).Select(NameOf)]);
    }

    private static ImageReference NameOf(string name) => ImageReference.TryParse(name, out var reference, out var problem)
        ? reference
        : throw new ArchiveFormatException($"The archive's 'manifest.json' names an image '{DisplayName(name)}', which is no name of an image: {problem.Message}.");

    private static string DisplayName(string name) => string.Concat(name.Take(160).Select(static character => char.IsControl(character) ? '?' : character));

    private Descriptor DescribeLayer(string path, DiffId diffId)
    {
        var file = Find(path);
        Span<byte> start = stackalloc byte[4];
        using (var blob = _store.OpenBlob(file)!)
            blob.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        var type = start switch
        {
            [0x1F, 0x8B, ..] => MediaTypes.LayerGzip,
            [0x28, 0xB5, 0x2F, 0xFD] => MediaTypes.LayerZstd,
            _ => MediaTypes.LayerTar,
        };
        // A compressed layer is checked against its diff id when it is unpacked.
        return type != MediaTypes.LayerTar || DigestOf(file, diffId.Digest) == diffId.Digest ? file with { MediaType = type }
            : throw new ArchiveFormatException($"The archive's layer '{path}' has digest {file.Digest}; its configuration says {diffId}.");
    }

    // Files were digested by sha256 when they came in; a configuration may speak of sha512.
    private Digest DigestOf(Descriptor file, Digest like)
    {
        if (file.Digest.Algorithm == like.Algorithm)
            return file.Digest;
        using var blob = _store.OpenBlob(file)!;
        return Digest.FromHash(like.HashName, System.Security.Cryptography.CryptographicOperations.HashData(like.HashName, blob));
    }

    private Descriptor Find(string path)
    {
        var name = Normalise(path);
        for (var hops = 0; hops < 8; hops++)
        {
            if (_files.TryGetValue(name, out var file))
                return file;
            if (!_links.TryGetValue(name, out var target))
                break;
            name = target;
        }
        throw new ArchiveFormatException($"The archive's 'manifest.json' names '{path}', which isn't in the archive.");
    }

    private static string Normalise(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("" or "." or ".."))
                parts.Add(part);
        }
        return string.Join('/', parts);
    }
}
