// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text.Json;
using Slipway.Oci.Json;

namespace Slipway.Oci;

/// <summary>
/// A manifest as it is stored and sent: its raw bytes are its identity, <see cref="Image"/> or <see cref="Index"/> is the view of them.
/// Exactly one of the two is there.
/// </summary>
public sealed class ManifestBlob
{
    /// <summary>The largest manifest that is read, in bytes: 4 MiB, what clients and registries agree on.</summary>
    public const int MaxSize = 4 * 1024 * 1024;

    private ManifestBlob(ReadOnlyMemory<byte> raw, Digest digest, string mediaType, ImageManifest? image, ImageIndex? index) =>
        (Raw, Digest, MediaType, Image, Index) = (raw, digest, mediaType, image, index);

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>The digest of the bytes.</summary>
    public Digest Digest { get; }

    /// <summary>What the bytes are: one of the four media types of manifests and indexes.</summary>
    public string MediaType { get; }

    /// <summary>The image, where this is one.</summary>
    public ImageManifest? Image { get; }

    /// <summary>The index, where this is one.</summary>
    public ImageIndex? Index { get; }

    /// <summary>What this refers to; null where it speaks for itself.</summary>
    public Descriptor? Subject => Image is null ? Index!.Subject : Image.Subject;

    /// <summary>What kind of artifact this says it is, an image manifest without a word of its own by its configuration's type; null of an index that says nothing.</summary>
    public string? ArtifactType => Image is null ? Index!.ArtifactType : Image.ArtifactType is { Length: > 0 } type ? type : Image.Config.MediaType;

    /// <summary>The descriptor of these bytes.</summary>
    public Descriptor Descriptor => new() { MediaType = MediaType, Digest = Digest, Size = Raw.Length };

    /// <summary>Writes an image's manifest.</summary>
    public static ManifestBlob Create(ImageManifest image)
    {
        var raw = JsonSerializer.SerializeToUtf8Bytes(image, OciJson.Relaxed.ImageManifest);
        return new(raw, Digest.Sha256(raw), image.MediaType ?? MediaTypes.Manifest, image, null);
    }

    /// <summary>Writes an index.</summary>
    public static ManifestBlob Create(ImageIndex index)
    {
        var raw = JsonSerializer.SerializeToUtf8Bytes(index, OciJson.Relaxed.ImageIndex);
        return new(raw, Digest.Sha256(raw), index.MediaType ?? MediaTypes.Index, null, index);
    }

    /// <summary>
    /// Reads a manifest or an index. What the bytes hold must fit what they are said to be, so that no two readers can take them for
    /// two different things (CVE-2021-41190).
    /// </summary>
    /// <param name="raw">The bytes; kept, not copied.</param>
    /// <param name="mediaType">What they are said to be (a Content-Type, a descriptor); null where nothing said so.</param>
    /// <param name="algorithm">The hash of the digest that names it; SHA-256 where null.</param>
    /// <exception cref="ImageFormatException">The bytes are no manifest, too many, or of another type than was said.</exception>
    public static ManifestBlob Parse(ReadOnlyMemory<byte> raw, string? mediaType = null, HashAlgorithmName? algorithm = null)
    {
        if (raw.Length > MaxSize)
            throw new ImageFormatException($"The manifest has {raw.Length} bytes, more than the {MaxSize} that are read.");
        var shape = ManifestShape.Read(raw.Span);
        NullElements.Refuse(raw.Span, "manifest");
        var type = shape.Resolve(mediaType);
        var digest = algorithm == HashAlgorithmName.SHA512 ? Digest.Sha512(raw.Span) : Digest.Sha256(raw.Span);
        try
        {
            return MediaTypes.IsIndex(type)
                ? new(raw, digest, type, null, JsonSerializer.Deserialize(raw.Span, OciJson.Relaxed.ImageIndex))
                : new(raw, digest, type, JsonSerializer.Deserialize(raw.Span, OciJson.Relaxed.ImageManifest), null);
        }
        catch (Exception e) when (e is JsonException or ArgumentOutOfRangeException)
        {
            throw new ImageFormatException($"The manifest {digest} is not one: {e.Message}", e);
        }
    }
}
