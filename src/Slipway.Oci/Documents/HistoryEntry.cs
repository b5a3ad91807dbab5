// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;
using Slipway.Oci.Json;

namespace Slipway.Oci;

/// <summary>How one layer, or one step without a layer, came to be.</summary>
public sealed record HistoryEntry
{
    /// <summary>When.</summary>
    [JsonConverter(typeof(TimestampJsonConverter))]
    public DateTimeOffset? Created { get; init; }

    /// <summary>The step, as Docker writes it.</summary>
    [JsonPropertyName("created_by")]
    public string? CreatedBy { get; init; }

    /// <summary>Who (MAINTAINER).</summary>
    public string? Author { get; init; }

    /// <summary>The builder's remark.</summary>
    public string? Comment { get; init; }

    /// <summary>True where the step made no layer; null stands for false.</summary>
    [JsonPropertyName("empty_layer")]
    public bool? EmptyLayer { get; init; }
}
