// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Cli.Commands.Indexes;

/// <summary>What an index names: an image of a platform, an attestation of one, or something else. A single image is shown as the one entry of its own.</summary>
internal sealed record IndexEntry
{
    private const string ReferenceType = "vnd.docker.reference.type", ReferenceDigest = "vnd.docker.reference.digest", Attestation = "attestation-manifest";

    /// <summary>The descriptor, as the index has it.</summary>
    public required Descriptor Descriptor { get; init; }

    /// <summary>The platform, as the index says it; of a single image as its configuration does.</summary>
    public required Platform? Platform { get; init; }

    /// <summary>The manifest; null where it can't be had.</summary>
    public required ManifestBlob? Manifest { get; init; }

    /// <summary>The bytes of its files, uncompressed; null where that isn't known.</summary>
    public required long? Size { get; init; }

    /// <summary>Whether it is an attestation: BuildKit files those under the platform <c>unknown/unknown</c>.</summary>
    public bool IsAttestation => Descriptor.Annotations?.GetValueOrDefault(ReferenceType) == Attestation;

    /// <summary>The digest of the image that an attestation speaks of.</summary>
    public string? Of => IsAttestation ? Descriptor.Annotations?.GetValueOrDefault(ReferenceDigest) : null;

    /// <summary>What travels: the bytes of its layers' blobs; null where the manifest isn't at hand.</summary>
    public long? CompressedSize => Manifest?.Image?.Layers.Sum(static layer => layer.Size);

    /// <summary>How many layers it has; null where the manifest isn't at hand.</summary>
    public int? Layers => Manifest?.Image?.Layers.Count;

    /// <summary><c>image</c>, <c>attestation</c>, <c>index</c>, or <c>other</c>.</summary>
    public string Kind => IsAttestation ? "attestation"
        : MediaTypes.IsIndex(Descriptor.MediaType) ? "index"
        : Platform is { IsUnknown: false } ? "image" : "other";

    /// <summary>Annotations for people: those that say what an attestation is of are said in other words.</summary>
    public IEnumerable<KeyValuePair<string, string>> Annotations =>
        (Descriptor.Annotations ?? new Dictionary<string, string>()).Where(static pair => pair.Key is not (ReferenceType or ReferenceDigest)).OrderBy(static pair => pair.Key, StringComparer.Ordinal);
}
