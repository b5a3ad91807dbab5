// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;
using Slipway.Oci.Json;

namespace Slipway.Oci;

/// <summary>What a blob is and how to check it: media type, digest and size (image-spec, descriptor.md).</summary>
/// <remarks>Equality is that of media type, digest and size: what else a descriptor says does not change which blob it names.</remarks>
public sealed record Descriptor
{
    /// <summary>The type of the blob.</summary>
    public required string MediaType { get; init; }

    /// <summary>The digest of the blob's bytes.</summary>
    public required Digest Digest { get; init; }

    /// <summary>The size of the blob, in bytes.</summary>
    public required long Size { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A blob's size is not negative."); }

    /// <summary>The platform of the image it names, in an index.</summary>
    public Platform? Platform { get; init; }

    /// <summary>The type of an artifact, where the descriptor names one.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>Where else the blob may be had from.</summary>
    public IReadOnlyList<string>? Urls { get; init; }

    /// <summary>Annotations by name.</summary>
    [JsonConverter(typeof(SortedMapJsonConverter))]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The name that an image has in an OCI layout's index, or null.</summary>
    [JsonIgnore]
    public string? RefName => Annotations?.GetValueOrDefault(AnnotationKeys.RefName);

    /// <summary>Names <paramref name="bytes"/> as they are.</summary>
    public static Descriptor Of(string mediaType, ReadOnlySpan<byte> bytes) =>
        new() { MediaType = mediaType, Digest = Digest.Sha256(bytes), Size = bytes.Length };

    /// <inheritdoc/>
    public bool Equals(Descriptor? other) => other is not null && MediaType == other.MediaType && Digest == other.Digest && Size == other.Size;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(MediaType, Digest, Size);

    /// <summary><c>digest (size bytes, type)</c>.</summary>
    public override string ToString() => $"{Digest} ({Size} bytes, {MediaType})";
}
