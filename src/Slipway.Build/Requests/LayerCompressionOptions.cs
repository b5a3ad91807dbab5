// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>How layers are compressed.</summary>
public sealed record LayerCompressionOptions
{
    /// <summary>gzip at level 5.</summary>
    public static LayerCompressionOptions Default { get; } = new();

    /// <summary>The kind. The default is gzip.</summary>
    public LayerCompressionKind Kind { get; init; } = LayerCompressionKind.Gzip;

    /// <summary>gzip 0 to 9, zstd 1 to 19; null is the kind's default (gzip 5, zstd 3).</summary>
    public int? Level { get; init; }

    /// <summary>Whether layers of a base image that are of another kind are compressed anew. The default is false: they stay as they are.</summary>
    public bool IncludesBase { get; init; }
}
