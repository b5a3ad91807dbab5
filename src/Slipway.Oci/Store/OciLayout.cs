// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text.Json;
using Slipway.Native;
using Slipway.Oci.Json;

namespace Slipway.Oci;

/// <summary>
/// The store of images: an OCI image layout (image-spec, image-layout.md) that other tools read as it is, with the names beside it in
/// <c>refs/</c>, from which <c>index.json</c> is derived. Several processes may use one at once: a blob or a name appears only when whole.
/// </summary>
public sealed class OciLayout
{
    private readonly RefStore _refs;

    private OciLayout(string root) => (Root, _refs) = (root, new RefStore(Path.Combine(root, "refs")));

    /// <summary>The folder of the layout.</summary>
    public string Root { get; }

    /// <summary>Opens the layout at <paramref name="root"/>, and makes an empty one where there is none.</summary>
    /// <exception cref="ImageFormatException">The folder is a layout of a version that is not known.</exception>
    public static OciLayout Open(string root)
    {
        var layout = new OciLayout(Path.GetFullPath(root));
        Directory.CreateDirectory(layout.Ingest);
        Directory.CreateDirectory(layout.BlobFolder("sha256"));
        Directory.CreateDirectory(layout.BlobFolder("sha512"));
        var marker = Path.Combine(layout.Root, "oci-layout");
        if (!File.Exists(marker))
            AtomicFile.Write(marker, JsonSerializer.SerializeToUtf8Bytes(new LayoutMarker { ImageLayoutVersion = "1.0.0" }, OciJson.Relaxed.LayoutMarker));
        else
            CheckMarker(marker);
        if (!File.Exists(layout.IndexPath))
            layout.WriteIndex();
        return layout;
    }

    private string IndexPath => Path.Combine(Root, "index.json");

    // Beside the blobs, on their file system, and outside what the image specification gives a meaning.
    private string Ingest => Path.Combine(Root, "ingest");

    /// <summary>Where a blob is, whether it is there or not.</summary>
    public string BlobPath(Digest digest) => Path.Combine(BlobFolder(digest.Algorithm), digest.Hex);

    /// <summary>The file whose lock is the lease on the store.</summary>
    internal string LeasePath => Path.Combine(Root, "lease.lock");

    /// <summary>
    /// A lease on the store: while a process holds one, nothing is pruned. Whoever writes blobs before giving them a name, or reads an
    /// image for a while, holds one. It ends with the process.
    /// </summary>
    public Task<FileLock> LeaseAsync(CancellationToken cancellationToken) => FileLock.AcquireAsync(LeasePath, FileLockMode.Shared, cancellationToken);

    /// <summary>Every blob that is there, with its file and its size in bytes.</summary>
    public IEnumerable<(Digest Digest, string Path, long Size)> ListBlobs() =>
        from algorithm in new[] { "sha256", "sha512" }
        from file in new DirectoryInfo(BlobFolder(algorithm)).EnumerateFiles()
        let digest = Digest.TryParse($"{algorithm}:{file.Name}", out var parsed) ? parsed : default
        where !digest.IsDefault
        select (digest, file.FullName, file.Length);

    /// <summary>Whether a blob is there.</summary>
    public bool Contains(Digest digest) => File.Exists(BlobPath(digest));

    /// <summary>Starts a blob.</summary>
    /// <param name="algorithm">The hash that names it; SHA-256 where null.</param>
    public BlobWriter CreateBlob(HashAlgorithmName? algorithm = null) =>
        new(Path.Combine(Ingest, Guid.NewGuid().ToString("N")), BlobPath, algorithm ?? HashAlgorithmName.SHA256);

    /// <summary>Stores a small blob.</summary>
    public Descriptor WriteBlob(string mediaType, ReadOnlySpan<byte> content)
    {
        var descriptor = Descriptor.Of(mediaType, content);
        if (Contains(descriptor.Digest))
            return descriptor;
        using var writer = CreateBlob();
        writer.Write(content);
        writer.Commit(descriptor.Digest);
        return descriptor;
    }

    /// <summary>Stores a blob from a stream, which is checked against <paramref name="descriptor"/>.</summary>
    /// <exception cref="CorruptBlobException">The bytes are not those that the descriptor names; nothing is stored.</exception>
    public async Task ImportBlobAsync(Descriptor descriptor, Stream content, CancellationToken cancellationToken)
    {
        using var writer = CreateBlob(descriptor.Digest.HashName);
        var verifying = new VerifyingStream(content, descriptor);
        await using (verifying.ConfigureAwait(false))
        {
            await verifying.CopyToAsync(writer, 256 * 1024, cancellationToken).ConfigureAwait(false);
        }
        writer.Commit(descriptor.Digest);
    }

    /// <summary>Opens a blob; its bytes are checked as they are read. Null where it isn't there.</summary>
    /// <remarks>Disposing the stream is the caller's.</remarks>
    public Stream? OpenBlob(Descriptor descriptor)
    {
        try
        {
            return new VerifyingStream(new FileStream(BlobPath(descriptor.Digest), FileMode.Open, FileAccess.Read, FileShare.Read, 0), descriptor);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Reads a small blob whole, checked.</summary>
    /// <param name="descriptor">The blob.</param>
    /// <param name="maxSize">The most bytes that are read; <see cref="ManifestBlob.MaxSize"/> where null.</param>
    /// <exception cref="CorruptBlobException">The bytes are not those that the descriptor names.</exception>
    /// <exception cref="FileNotFoundException">The blob is not in the store.</exception>
    /// <exception cref="ImageFormatException">The blob is larger than <paramref name="maxSize"/>.</exception>
    public byte[] ReadBlob(Descriptor descriptor, int? maxSize = null)
    {
        var limit = maxSize ?? ManifestBlob.MaxSize;
        if (descriptor.Size > limit)
            throw new ImageFormatException($"The blob {descriptor.Digest} has {descriptor.Size} bytes, more than the {limit} that are read.");
        using var stream = OpenBlob(descriptor)
            ?? throw new FileNotFoundException($"The blob {descriptor.Digest} is not in the store '{Root}'. Pull or build the image again.");
        var content = new byte[descriptor.Size];
        stream.ReadExactly(content);
        // One byte more than the descriptor says would be another blob.
        return stream.ReadByte() < 0 ? content : throw new CorruptBlobException(descriptor, descriptor.Size + 1, descriptor.Digest);
    }

    /// <summary>Reads a manifest or an index.</summary>
    public ManifestBlob ReadManifest(Descriptor descriptor) => ManifestBlob.Parse(ReadBlob(descriptor), descriptor.MediaType);

    /// <summary>Stores a manifest or an index.</summary>
    public Descriptor WriteManifest(ManifestBlob manifest) => WriteBlob(manifest.MediaType, manifest.Raw.Span);

    /// <summary>Reads the image that a descriptor names, of an index the one for <paramref name="platform"/>; null where the index has none.</summary>
    /// <exception cref="ImageFormatException">A manifest or configuration is not one.</exception>
    public StoredImage? ReadImage(Descriptor descriptor, Platform platform)
    {
        var manifest = ReadManifest(descriptor);
        while (manifest.Index is { } index)
        {
            if (index.Find(platform) is not { } child)
                return null;
            manifest = ReadManifest(child);
        }
        var config = manifest.Image!.Config;
        if (config.MediaType is not (MediaTypes.Config or MediaTypes.DockerConfig))
            throw new ImageFormatException($"The manifest {manifest.Digest} has a config of type '{config.MediaType}': an artifact, not an image.");
        var image = new StoredImage(manifest, ImageConfig.Parse(ReadBlob(config)));
        return image.Config.Rootfs.DiffIds.Count == manifest.Image.Layers.Count
            ? image
            : throw new ImageFormatException($"The image {manifest.Digest} has {manifest.Image.Layers.Count} layers and {image.Config.Rootfs.DiffIds.Count} diff ids.");
    }

    /// <summary>All names, in order, and the images without one.</summary>
    public IReadOnlyList<StoredReference> ListReferences() => [.. _refs.List()];

    /// <summary>What a reference names: by its digest where it has one, else by its tag (<c>latest</c> where it has neither). Null where nothing.</summary>
    public Descriptor? Resolve(ImageReference reference)
    {
        if (reference.Digest is not { } digest)
            return _refs.Find(reference);
        return _refs.List().Select(static entry => entry.Descriptor).FirstOrDefault(descriptor => descriptor.Digest == digest)
            ?? (Contains(digest) ? DescribeManifest(digest) : null);
    }

    /// <summary>What a beginning of a digest names, with or without <c>sha256:</c> (at least 4 hex digits): every match, for the caller to tell apart.</summary>
    public IReadOnlyList<Descriptor> FindByDigest(string prefix)
    {
        var hex = prefix.StartsWith("sha256:", StringComparison.Ordinal) ? prefix[7..] : prefix;
        return hex.Length < 4 ? []
            : [.. _refs.List().Select(static entry => entry.Descriptor).Where(descriptor => descriptor.Digest.Hex.StartsWith(hex, StringComparison.Ordinal)).Distinct()];
    }

    /// <summary>Gives a name to an image. What had the name before stays, without one if it was its last.</summary>
    /// <exception cref="ArgumentException">The reference has a digest and no tag: that names an image already.</exception>
    public async Task SetReferenceAsync(ImageReference reference, Descriptor descriptor, CancellationToken cancellationToken = default)
    {
        if (reference is { Tag: null, Digest: not null })
            throw new ArgumentException($"'{reference}' has a digest and no tag; an image is named by a tag.", nameof(reference));
        using var changing = await LockNamesAsync(cancellationToken).ConfigureAwait(false);
        _refs.Set(reference.WithDefaultTag(), descriptor);
        WriteIndex();
    }

    /// <summary>Keeps an image that has no name.</summary>
    public async Task KeepAsync(Descriptor descriptor, CancellationToken cancellationToken = default)
    {
        using var changing = await LockNamesAsync(cancellationToken).ConfigureAwait(false);
        _refs.Keep(descriptor);
        WriteIndex();
    }

    /// <summary>Takes a name away; false where it wasn't there. Blobs stay until what nothing names is pruned.</summary>
    public async Task<bool> RemoveReferenceAsync(ImageReference reference, CancellationToken cancellationToken = default)
    {
        using var changing = await LockNamesAsync(cancellationToken).ConfigureAwait(false);
        var removed = _refs.Remove(reference.WithDefaultTag());
        WriteIndex();
        return removed;
    }

    /// <summary>Lets go of an image that has no name.</summary>
    public async Task ForgetAsync(Digest untagged, CancellationToken cancellationToken = default)
    {
        using var changing = await LockNamesAsync(cancellationToken).ConfigureAwait(false);
        _refs.Forget(untagged);
        WriteIndex();
    }

    private Task<FileLock> LockNamesAsync(CancellationToken cancellationToken) =>
        FileLock.AcquireAsync(Path.Combine(Root, "names.lock"), FileLockMode.Exclusive, cancellationToken);

    private void WriteIndex()
    {
        var index = new ImageIndex
        {
            Manifests = [.. _refs.List().Select(static entry => entry.Name is null
                ? entry.Descriptor
                : entry.Descriptor with
                {
                    Annotations = new Dictionary<string, string>
                    {
                        [AnnotationKeys.RefName] = entry.Name.ToString(),
                        [AnnotationKeys.ContainerdImageName] = entry.Name.ToString(),
                    },
                })],
        };
        AtomicFile.Write(IndexPath, ManifestBlob.Create(index).Raw.Span);
    }

    private Descriptor? DescribeManifest(Digest digest)
    {
        var size = new FileInfo(BlobPath(digest)).Length;
        if (size > ManifestBlob.MaxSize)
            return null;
        var raw = File.ReadAllBytes(BlobPath(digest));
        try
        {
            var manifest = ManifestBlob.Parse(raw);
            return manifest.Digest == digest ? manifest.Descriptor : null;
        }
        catch (ImageFormatException)
        {
            return null; // a layer or a configuration: nothing that a reference can name
        }
    }

    private string BlobFolder(string algorithm) => Path.Combine(Root, "blobs", algorithm);

    private static void CheckMarker(string path)
    {
        var version = JsonSerializer.Deserialize(File.ReadAllBytes(path), OciJson.Relaxed.LayoutMarker)?.ImageLayoutVersion;
        if (version != "1.0.0")
            throw new ImageFormatException($"'{path}' says image layout version '{version}'; only 1.0.0 is supported.");
    }
}
