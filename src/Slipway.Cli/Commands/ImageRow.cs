// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;
using Slipway.Oci;
using Slipway.Oci.Json;

namespace Slipway.Cli.Commands;

/// <summary>One line of <c>slipway images</c>.</summary>
internal sealed record ImageRow
{
    /// <summary>The repository in its familiar form; null where the image has no name.</summary>
    public required string? Repository { get; init; }

    /// <summary>The tag; null where the image has no name.</summary>
    public required string? Tag { get; init; }

    /// <summary>The digest of the manifest or index.</summary>
    public required Digest Digest { get; init; }

    /// <summary>Where it runs.</summary>
    public required IReadOnlyList<string> Platforms { get; init; }

    /// <summary>When it was made; the newest of an index.</summary>
    [JsonConverter(typeof(TimestampJsonConverter))]
    public required DateTimeOffset? Created { get; init; }

    /// <summary>What travels: the sizes of its layers as they are stored, each once, in bytes.</summary>
    public required long CompressedSize { get; init; }
}
