// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Dockerfile;

/// <summary>Sizes as Docker writes memory: a number, and k, m, g, t or p of 1024, with or without <c>b</c> or <c>ib</c>.</summary>
internal static class ByteSize
{
    /// <summary>The bytes, or null if the text is no size or too large.</summary>
    internal static long? Parse(string text)
    {
        var trimmed = text.Trim().ToLowerInvariant();
        var digits = 0;
        while (digits < trimmed.Length && (char.IsAsciiDigit(trimmed[digits]) || trimmed[digits] == '.'))
            digits++;
        var unit = trimmed[digits..].Trim();
        var power = unit switch
        {
            "" or "b" => 0,
            "k" or "kb" or "kib" => 1,
            "m" or "mb" or "mib" => 2,
            "g" or "gb" or "gib" => 3,
            "t" or "tb" or "tib" => 4,
            "p" or "pb" or "pib" => 5,
            _ => -1,
        };
        if (power < 0 || !decimal.TryParse(trimmed[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return null;
        return number <= long.MaxValue / (decimal)(1L << (10 * power)) ? (long)(number * (1L << (10 * power))) : null;
    }
}
