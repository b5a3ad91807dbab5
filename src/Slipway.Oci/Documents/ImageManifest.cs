// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Slipway.Oci.Json;

namespace Slipway.Oci;

/// <summary>One image: its configuration and its layers, lowest first (image-spec, manifest.md).</summary>
public sealed record ImageManifest
{
    /// <summary>Always 2.</summary>
    public int SchemaVersion { get; init; } = 2;

    /// <summary>The manifest's own media type; Docker's manifests always say it, OCI's should.</summary>
    public string? MediaType { get; init; } = MediaTypes.Manifest;

    /// <summary>The type of an artifact, where this is one and not an image.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>The configuration.</summary>
    public required Descriptor Config { get; init; }

    /// <summary>The layers, lowest first.</summary>
    [AllowNull] // Go writes an empty list as null
    public required IReadOnlyList<Descriptor> Layers { get; init => field = value ?? []; }

    /// <summary>The manifest that this one speaks of, for a referrer.</summary>
    public Descriptor? Subject { get; init; }

    /// <summary>Annotations by name.</summary>
    [JsonConverter(typeof(SortedMapJsonConverter))]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
