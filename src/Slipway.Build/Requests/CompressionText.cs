// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Build;

/// <summary>Reads the words of an output that say how layers are compressed (buildx).</summary>
internal static class CompressionText
{
    /// <summary>Takes the words from the fields of an output; null where there are none, or one of them is wrong.</summary>
    public static LayerCompressionOptions? Take(OutputFields fields, string text)
    {
        var (kind, level, force) = (fields.Take("compression"), fields.Take("compression-level"), fields.TakeSwitch("force-compression"));
        if (kind is null && level is null && force is null)
            return null;
        LayerCompressionKind? found = kind switch
        {
            null or "gzip" => LayerCompressionKind.Gzip,
            "zstd" => LayerCompressionKind.Zstd,
            "uncompressed" => LayerCompressionKind.None,
            _ => null,
        };
        if (found is not { } compression)
            return Refuse($"'compression={kind}' in the output '{text}' is not supported; expected gzip, zstd or uncompressed");
        if (level is null)
            return new() { Kind = compression, IncludesBase = force ?? false };
        var (least, most) = compression == LayerCompressionKind.Zstd ? (1, 19) : (0, 9);
        if (compression == LayerCompressionKind.None)
            return Refuse($"'compression-level={level}' in the output '{text}' says the level of a compression that there is none of");
        return int.TryParse(level, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? new() { Kind = compression, Level = number, IncludesBase = force ?? false }
            : Refuse($"'compression-level={level}' in the output '{text}' is no level of {kind ?? "gzip"}; expected {least} to {most}");

        LayerCompressionOptions? Refuse(string problem)
        {
            fields.Refuse(problem);
            return null;
        }
    }
}
