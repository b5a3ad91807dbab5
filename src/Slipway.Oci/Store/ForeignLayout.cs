// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Native;

namespace Slipway.Oci;

/// <summary>
/// An OCI layout that somebody else made, read and never written. Only regular files within it count, whatever links lead to them; each is read as
/// far as its descriptor says, and checked.
/// </summary>
public sealed class ForeignLayout : IDisposable
{
    private const int MaxMarkerBytes = 4096;

    // As deep as anything that is pulled may be.
    private const int DeepestIndex = 4;

    private readonly RootedDirectory _root;

    private ForeignLayout(RootedDirectory root) => _root = root;

    /// <summary>What the layout lists.</summary>
    public ImageIndex Index { get; private init; } = null!;

    /// <summary>Opens the layout in a folder.</summary>
    /// <exception cref="ImageFormatException">It is none.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ForeignLayout Open(string folder)
    {
        var root = RootedDirectory.Open(folder);
        try
        {
            using (var marker = JsonDocument.Parse(Read(root, "oci-layout", MaxMarkerBytes), new() { MaxDepth = 8 }))
            {
                if (marker.RootElement.ValueKind != JsonValueKind.Object || !marker.RootElement.TryGetProperty("imageLayoutVersion", out var version) || !version.ValueEquals("1.0.0"))
                    throw new ImageFormatException("its file 'oci-layout' names no layout version 1.0.0");
            }
            return new(root) { Index = ManifestBlob.Parse(Read(root, "index.json", ManifestBlob.MaxSize), MediaTypes.Index).Index! };
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            root.Dispose();
            throw new ImageFormatException($"its file 'oci-layout' is not one: {problem.Message}", problem);
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    /// <summary>The image that a descriptor names, of an index the one for a platform; null where the index has none.</summary>
    public StoredImage? ReadImage(Descriptor descriptor, Platform platform)
    {
        var manifest = ReadManifest(descriptor);
        for (var depth = 1; manifest.Index is { } index; depth++)
        {
            if (depth > DeepestIndex)
                throw new ImageFormatException($"it has indexes more than {DeepestIndex} deep");
            if (index.Find(platform) is not { } child)
                return null;
            manifest = ReadManifest(child);
        }
        var config = manifest.Image!.Config;
        if (config.MediaType is not (MediaTypes.Config or MediaTypes.DockerConfig))
            throw new ImageFormatException($"the manifest {manifest.Digest} has a config of type '{config.MediaType}': an artifact, not an image");
        var image = new StoredImage(manifest, ImageConfig.Parse(ReadWhole(config)));
        return image.Config.Rootfs.DiffIds.Count == image.Layers.Count
            ? image
            : throw new ImageFormatException($"the image {manifest.Digest} has {image.Layers.Count} layers and {image.Config.Rootfs.DiffIds.Count} diff ids");
    }

    /// <summary>Opens a blob; its bytes are checked as they are read.</summary>
    /// <exception cref="IOException">It isn't there, or is no regular file of the layout.</exception>
    public Stream OpenBlob(Descriptor descriptor) =>
        new VerifyingStream(new FileStream(_root.OpenRead(PathOf(descriptor.Digest), FinalLink.Follow), FileAccess.Read, 0), descriptor);

    /// <summary>Whether a blob is there.</summary>
    public bool Contains(Digest digest) => _root.TryGetStatus(PathOf(digest), FinalLink.Follow) is { Type: FileType.RegularFile };

    /// <summary>Reads a manifest or an index, checked.</summary>
    /// <exception cref="IOException">It isn't there, is damaged, or is none.</exception>
    public ManifestBlob ReadManifest(Descriptor descriptor) => ManifestBlob.Parse(ReadWhole(descriptor), descriptor.MediaType, descriptor.Digest.HashName);

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private static string PathOf(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";

    private byte[] ReadWhole(Descriptor descriptor)
    {
        if (descriptor.Size > ManifestBlob.MaxSize)
            throw new ImageFormatException($"the blob {descriptor.Digest} has {descriptor.Size} bytes, more than the {ManifestBlob.MaxSize} that are read");
        using var stream = OpenBlob(descriptor);
        var content = new byte[descriptor.Size];
        stream.ReadExactly(content);
        // One byte more than the descriptor says would be another blob.
        return stream.ReadByte() < 0 ? content : throw new CorruptBlobException(descriptor, descriptor.Size + 1, descriptor.Digest);
    }

    private static byte[] Read(RootedDirectory root, string name, int maxBytes)
    {
        using var file = root.OpenRead(name, FinalLink.Follow);
        var length = RandomAccess.GetLength(file);
        if (length > maxBytes)
            throw new ImageFormatException($"its file '{name}' has {length} bytes, more than the {maxBytes} that are read");
        var content = new byte[length];
        var read = RandomAccess.Read(file, content, 0);
        return read == length ? content : throw new IOException($"its file '{name}' changed while it was read");
    }
}
