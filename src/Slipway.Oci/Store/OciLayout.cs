// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Security.Cryptography;
using Slipway.Native;

namespace Slipway.Oci;

/// <summary>
/// The store of images: an OCI image layout (image-spec, image-layout.md) that other tools read as it is, with the names beside it in
/// <c>refs/</c>, from which <c>index.json</c> is derived. Several processes may use one at once: a blob or a name appears only when whole.
/// </summary>
public sealed class OciLayout
{
    private readonly RefStore _refs;
    private readonly NameQueue _names;

    private OciLayout(string root, IBlobFiles files)
    {
        (Root, Files, _refs) = (root, files, new RefStore(files));
        _names = new(this, _refs);
    }

    /// <summary>The folder of the layout.</summary>
    public string Root { get; }

    /// <summary>Opens the layout at <paramref name="root"/>, and makes an empty one where there is none.</summary>
    /// <exception cref="ImageFormatException">The folder is a layout of a version that is not known.</exception>
    public static OciLayout Open(string root) => Open(Path.GetFullPath(root), new DiskBlobFiles(Path.GetFullPath(root)));

    /// <summary>Opens the layout that is kept in <paramref name="files"/>, and makes an empty one where there is none.</summary>
    /// <param name="root">What the folder is called in messages; an absolute path.</param>
    /// <param name="files">The files below it.</param>
    /// <exception cref="ImageFormatException">The folder is a layout of a version that is not known.</exception>
    public static OciLayout Open(string root, IBlobFiles files)
    {
        var layout = new OciLayout(root, files);
        if (MarkerFile.TryRead(files) is { } marker)
            MarkerFile.Require(marker, Path.Combine(root, LayoutPaths.Marker));
        else
            layout.Make();
        files.MakeFolders([LayoutPaths.Ingest, .. LayoutPaths.Algorithms.Select(LayoutPaths.BlobFolder)]);
        // Who changes names just now writes the index anyway.
        if (files.GetLength(LayoutPaths.Index) is null)
            layout.TryChangeNames()?.Dispose();
        return layout;
    }

    /// <summary>A layout as it is: nothing is made and nothing looked at.</summary>
    internal static OciLayout Unchecked(string root, IBlobFiles files) => new(root, files);

    /// <summary>The files of the layout.</summary>
    internal IBlobFiles Files { get; }

    internal RefStore References => _refs;

    /// <summary>Where a blob is, whether it is there or not.</summary>
    public string BlobPath(Digest digest) => Path.Combine(Root, LayoutPaths.Blob(digest));

    /// <summary>
    /// A lease on the store: while a process holds one, nothing is pruned. Whoever writes blobs before giving them a name, or reads an
    /// image for a while, holds one. It ends with the process.
    /// </summary>
    public Task<IDisposable> LeaseAsync(CancellationToken cancellationToken) => Files.LockAsync(LayoutPaths.Lease, FileLockMode.Shared, cancellationToken);

    /// <summary>Every blob that is there, with its file and its size in bytes.</summary>
    public IEnumerable<(Digest Digest, string Path, long Size)> ListBlobs() =>
        from algorithm in LayoutPaths.Algorithms
        from file in Files.List(LayoutPaths.BlobFolder(algorithm))
        let digest = Digest.TryParse($"{algorithm}:{file.Name}", out var parsed) ? parsed : default
        where !digest.IsDefault
        select (digest, BlobPath(digest), file.Length);

    /// <summary>Whether a blob is there.</summary>
    public bool Contains(Digest digest) => Files.GetLength(LayoutPaths.Blob(digest)) is not null;

    /// <summary>Starts a blob.</summary>
    /// <param name="algorithm">The hash that names it; SHA-256 where null.</param>
    public BlobWriter CreateBlob(HashAlgorithmName? algorithm = null) =>
        new(Files, $"{LayoutPaths.Ingest}/{Guid.NewGuid():N}", algorithm ?? HashAlgorithmName.SHA256);

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
        // What is written is hashed for its name; reading it through another check would hash it twice.
        using var writer = CreateBlob(descriptor.Digest.HashName);
        await using (content.ConfigureAwait(false))
        {
            await CopyAsync(content, writer, descriptor, cancellationToken).ConfigureAwait(false);
        }
        writer.Commit(descriptor.Digest);
    }

    private static async Task CopyAsync(Stream content, BlobWriter writer, Descriptor descriptor, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(descriptor.Size, 4096, 256 * 1024));
        try
        {
            while (await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                if (writer.BytesWritten + count > descriptor.Size)
                    throw new CorruptBlobException(descriptor, writer.BytesWritten + count, descriptor.Digest);
                writer.Write(buffer.AsSpan(0, count));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        if (writer.BytesWritten != descriptor.Size)
            throw new CorruptBlobException(descriptor, writer.BytesWritten, descriptor.Digest);
    }

    /// <summary>Opens a blob; its bytes are checked as they are read. Null where it isn't there.</summary>
    /// <remarks>Disposing the stream is the caller's.</remarks>
    public Stream? OpenBlob(Descriptor descriptor) =>
        Files.Open(LayoutPaths.Blob(descriptor.Digest), FileAccess.Read) is { } file ? new VerifyingStream(new BlobFileStream(file), descriptor) : null;

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
    public ManifestBlob ReadManifest(Descriptor descriptor) => ManifestBlob.Parse(ReadBlob(descriptor), descriptor.MediaType, descriptor.Digest.HashName);

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

    /// <summary>When a name was last given to what it names; null where the name isn't there.</summary>
    public DateTimeOffset? GetTaggedAt(ImageReference reference) => _refs.GetWrittenAt(reference.WithDefaultTag());

    /// <summary>What a reference names: by its digest where it has one, else by its tag (<c>latest</c> where it has neither). Null where nothing.</summary>
    public Descriptor? Resolve(ImageReference reference)
    {
        if (reference.Digest is not { } digest)
            return _refs.Find(reference);
        return _refs.List().Select(static entry => entry.Descriptor).FirstOrDefault(descriptor => descriptor.Digest == digest)
            ?? DescribeManifest(digest);
    }

    /// <summary>What a beginning of a digest names, with or without its algorithm (at least 4 hex digits): every match, for the caller to tell apart.</summary>
    public IReadOnlyList<Descriptor> FindByDigest(string prefix)
    {
        var hasAlgorithm = prefix.Contains(':', StringComparison.Ordinal);
        return prefix.Length - (prefix.IndexOf(':', StringComparison.Ordinal) + 1) < 4 ? []
            : [.. _refs.List().Select(static entry => entry.Descriptor)
                .Where(descriptor => (hasAlgorithm ? descriptor.Digest.ToString() : descriptor.Digest.Hex).StartsWith(prefix, StringComparison.Ordinal)).Distinct()];
    }

    /// <summary>The first part of an image that the store lacks, if any. Of an index the images that are not there at all may lack.</summary>
    public Digest? FindMissing(Descriptor image) => ImageCompleteness.FindMissing(this, image);

    /// <summary>Gives a name to an image. What had the name before stays, without one if it was its last.</summary>
    /// <exception cref="ArgumentException">The reference has a digest and no tag: that names an image already.</exception>
    /// <exception cref="FileNotFoundException">A part of the image is not in the store; nothing gets the name.</exception>
    public Task SetReferenceAsync(ImageReference reference, Descriptor descriptor, CancellationToken cancellationToken = default) =>
        SetReferencesAsync([new(reference, descriptor)], cancellationToken);

    /// <summary>Gives names to images, all in one change; an image that comes without a name is kept as one that has none.</summary>
    /// <exception cref="ArgumentException">A reference has a digest and no tag: that names an image already.</exception>
    /// <exception cref="FileNotFoundException">A part of an image is not in the store; nothing gets any of the names.</exception>
    public Task SetReferencesAsync(IReadOnlyList<StoredReference> references, CancellationToken cancellationToken = default)
    {
        if (references.FirstOrDefault(static entry => entry.Name is { Tag: null, Digest: not null }) is { } tagless)
            throw new ArgumentException($"'{tagless.Name}' has a digest and no tag; an image is named by a tag.", nameof(references));
        return _names.GiveAsync([.. references.Select(static entry => entry with { Name = entry.Name?.WithDefaultTag() })], cancellationToken);
    }

    /// <summary>Keeps an image that has no name.</summary>
    /// <exception cref="FileNotFoundException">A part of the image is not in the store; it is not kept.</exception>
    public Task KeepAsync(Descriptor descriptor, CancellationToken cancellationToken = default) => SetReferencesAsync([new(null, descriptor)], cancellationToken);

    /// <summary>Takes a name away; false where it wasn't there. Blobs stay until what nothing names is pruned.</summary>
    public async Task<bool> RemoveReferenceAsync(ImageReference reference, CancellationToken cancellationToken = default)
    {
        var name = reference.WithDefaultTag();
        using var changing = await ChangeNamesAsync(cancellationToken).ConfigureAwait(false);
        if (_refs.Find(name) is null)
            return false;
        Change(changing, () => _refs.Remove(name));
        return true;
    }

    /// <summary>Lets go of an image that has no name.</summary>
    public async Task ForgetAsync(Digest untagged, CancellationToken cancellationToken = default)
    {
        using var changing = await ChangeNamesAsync(cancellationToken).ConfigureAwait(false);
        if (_refs.IsUntagged(untagged))
            Change(changing, () => _refs.Forget(untagged));
    }

    /// <summary>Waits until no process changes names, and keeps others from it.</summary>
    internal Task<NameChanges> ChangeNamesAsync(CancellationToken cancellationToken) => NameChanges.EnterAsync(Files, _refs, DeriveIndex, cancellationToken);

    /// <summary>Keeps others from changing names, unless one does; writes the index where it isn't what the names say.</summary>
    internal NameChanges? TryChangeNames()
    {
        var changing = NameChanges.TryEnter(Files, _refs, DeriveIndex);
        if (changing is not null)
            DeriveIndex();
        return changing;
    }

    /// <summary>Writes the index that the names come to, durably, where it is another; for who has the right to change names.</summary>
    internal void DeriveIndex()
    {
        var derived = LayoutIndex.Of(_refs.List());
        if (!(Files.GetLength(LayoutPaths.Index) == derived.Length && AtomicFile.TryRead(Files, LayoutPaths.Index, derived.Length).AsSpan().SequenceEqual(derived.Span)))
            AtomicFile.Write(Files, LayoutPaths.Index, derived);
    }

    /// <summary>Makes a change of names, for who has the right to.</summary>
    internal void Change(NameChanges changing, Action change)
    {
        changing.Begin();
        change();
        DeriveIndex();
        changing.End();
    }

    // The marker comes last: where it is, the folders are durable.
    private void Make()
    {
        Files.MakeFolders("");
        foreach (var folder in LayoutPaths.Algorithms.Select(LayoutPaths.BlobFolder).Append(LayoutPaths.Ingest))
            Files.EnsureFolder(folder);
        Files.FlushFolder("blobs");
        Files.FlushFolder("");
        MarkerFile.Write(Files);
    }

    internal Descriptor? DescribeManifest(Digest digest)
    {
        if (Files.GetLength(LayoutPaths.Blob(digest)) is not <= ManifestBlob.MaxSize || AtomicFile.TryRead(Files, LayoutPaths.Blob(digest), ManifestBlob.MaxSize) is not { } raw)
            return null;
        try
        {
            var manifest = ManifestBlob.Parse(raw, null, digest.HashName);
            return manifest.Digest == digest ? manifest.Descriptor : null;
        }
        catch (ImageFormatException)
        {
            return null; // a layer or a configuration: nothing that a reference can name
        }
    }
}
