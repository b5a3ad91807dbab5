// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Build;

/// <summary>Reads the words of an output that say how layers are compressed (buildx).</summary>
internal static class CompressionText
{
    /// <summary>Takes the words from the fields of an output; null and no problem where there are none.</summary>
    public static (LayerCompressionOptions? Compression, string? Problem) Take(Dictionary<string, string> fields, string text)
    {
        var hasKind = fields.Remove("compression", out var kind);
        var hasLevel = fields.Remove("compression-level", out var level);
        var hasForce = fields.Remove("force-compression", out var force);
        if (!hasKind && !hasLevel && !hasForce)
            return (null, null);
        if (hasForce && force is not ("true" or "false"))
            return (null, $"'force-compression={force}' in the output '{text}' is neither true nor false");
        LayerCompressionKind? found = kind switch
        {
            null or "gzip" => LayerCompressionKind.Gzip,
            "zstd" => LayerCompressionKind.Zstd,
            "uncompressed" => LayerCompressionKind.None,
            _ => null,
        };
        if (found is not { } compression)
            return (null, $"'compression={kind}' in the output '{text}' is not supported; expected gzip, zstd or uncompressed");
        if (!hasLevel)
            return (new() { Kind = compression, IncludesBase = force == "true" }, null);
        var (least, most) = compression == LayerCompressionKind.Zstd ? (1, 19) : (0, 9);
        if (compression == LayerCompressionKind.None)
            return (null, $"'compression-level={level}' in the output '{text}' says the level of a compression that there is none of");
        return int.TryParse(level, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? (new() { Kind = compression, Level = number, IncludesBase = force == "true" }, null)
            : (null, $"'compression-level={level}' in the output '{text}' is no level of {kind ?? "gzip"}; expected {least} to {most}");
    }
}
