// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;
using Slipway.Oci;
using Slipway.Oci.Json;

namespace Slipway.Cli.Commands;

/// <summary>One line of <c>slipway history</c>.</summary>
internal sealed record HistoryRow
{
    /// <summary>When the step ran.</summary>
    [JsonConverter(typeof(TimestampJsonConverter))]
    public required DateTimeOffset? Created { get; init; }

    /// <summary>The step, as the builder wrote it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The digest of the layer it made, or null.</summary>
    public required Digest? Layer { get; init; }

    /// <summary>What the layer's blob takes, in bytes; 0 without a layer.</summary>
    public required long CompressedSize { get; init; }

    /// <summary>The builder's remark, or null.</summary>
    public required string? Comment { get; init; }
}
