// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Fleet;

/// <summary>Sizes of Compose files.</summary>
internal static class ComposeSizes
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>A size as Docker writes it: four digits at most, in the largest unit below it.</summary>
    internal static string Shown(ComposeNode node)
    {
        double size = Parse(node);
        var unit = 0;
        for (; size >= 1024 && unit + 1 < Units.Length; unit++)
            size /= 1024;
        var text = size.ToString("G4", CultureInfo.InvariantCulture);
        return text + Units[unit];
    }

    /// <summary>A size in bytes; units are powers of 1024.</summary>
    internal static long Parse(ComposeNode node)
    {
        var text = node.Text().Trim().ToLowerInvariant();
        var digits = text.TrimEnd('b', 'i', 'k', 'm', 'g', 't', 'p', ' ');
        var unit = text[digits.Length..].Trim();
        var factor = unit is "" or "b" ? 0 : "kmgtp".IndexOf(unit[0], StringComparison.Ordinal) + 1;
        return unit.Length <= 3 && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < long.MaxValue / Math.Pow(1024, factor)
            ? (long)(number * Math.Pow(1024, factor)) : throw node.Refuse("a size such as 64mb");
    }
}
