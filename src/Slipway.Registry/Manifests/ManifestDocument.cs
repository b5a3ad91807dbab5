// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>A manifest as it was pushed, and what it names. Unlike an image's, it may be of any type: artifacts bring their own.</summary>
internal sealed record ManifestDocument
{
    /// <summary>The bytes; they are the manifest's identity.</summary>
    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>The type, without parameters.</summary>
    public required string MediaType { get; init; }

    /// <summary>The blobs that it is made of, each once.</summary>
    public required IReadOnlyList<ManifestPart> Blobs { get; init; }

    /// <summary>Layers that registries need not hold, for they are had elsewhere; each once.</summary>
    public required IReadOnlyList<ManifestPart> ForeignBlobs { get; init; }

    /// <summary>The manifests that an index names, each once.</summary>
    public required IReadOnlyList<ManifestPart> Children { get; init; }

    /// <summary>The manifest that this one speaks of, or null.</summary>
    public Digest? Subject { get; init; }

    /// <summary>What a list of referrers calls this one: its artifact type, else its config's type; null for an index without.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>Its annotations, or null.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
