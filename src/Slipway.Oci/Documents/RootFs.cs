// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Slipway.Oci.Json;

namespace Slipway.Oci;

/// <summary>What an image's layers hold, lowest first.</summary>
public sealed record RootFs
{
    /// <summary>Always <c>layers</c>.</summary>
    public string Type { get; init; } = "layers";

    /// <summary>The digest of each layer's tar, lowest first.</summary>
    [JsonPropertyName("diff_ids")]
    [JsonConverter(typeof(DiffIdListJsonConverter))]
    [AllowNull] // Go writes an empty list as null
    public required IReadOnlyList<DiffId> DiffIds { get; init => field = value ?? []; }
}
