// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Fleet;

/// <summary>Numbers in YAML, which come out otherwise than they were written: <c>010</c> is 8, and <c>1.50</c> is 1.5.</summary>
internal static partial class ComposeNumbers
{
    [GeneratedRegex(@"\A(?<sign>[-+]?)(?:0x(?<hex>[0-9A-Fa-f]+)|0o?(?<octal>[0-7]+)|(?<decimal>[1-9][0-9]*|0))\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Integers();

    [GeneratedRegex(@"\A[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?\z|\A[-+]?[0-9]+[eE][-+]?[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Fractions();

    /// <summary>The number as it is written out; null where the text is none.</summary>
    internal static string? Written(string text)
    {
        if (Integers().Match(text) is { Success: true } match)
            return Digits(match) is { } digits ? (match.Groups["sign"].Value == "-" && digits != "0" ? "-" : "") + digits : null;
        if (!Fractions().IsMatch(text) || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return null;
        var size = Math.Abs(number);
        return size == 0 || size is >= 1e-4 and < 1e21 ? HclNumber.FromDouble(number).ToString() : number.ToString("0.################e+00", CultureInfo.InvariantCulture);
    }

    private static string? Digits(Match match)
    {
        try
        {
            return match.Groups["decimal"].Success ? match.Groups["decimal"].Value
                : Convert.ToUInt64(match.Groups["hex"].Success ? match.Groups["hex"].Value : match.Groups["octal"].Value, match.Groups["hex"].Success ? 16 : 8).ToString(CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
