// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Fleet;

/// <summary>Numbers and flags in YAML, which come out otherwise than they were written: <c>010</c> is 8, <c>1.50</c> is 1.5, <c>1_000</c> is 1000, and <c>True</c> is true.</summary>
internal static partial class ComposeNumbers
{
    [GeneratedRegex(@"\A(?<sign>[-+]?)(?:0[xX](?<hex>[0-9A-Fa-f]+)|0[bB](?<binary>[01]+)|0[oO]?(?<octal>[0-7]+)|(?<decimal>[1-9][0-9]*|0))\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Integers();

    [GeneratedRegex(@"\A[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Fractions();

    /// <summary>The number or flag as it is written out; null where the text is none.</summary>
    internal static string? Written(string text)
    {
        if (text is "True" or "TRUE" or "False" or "FALSE")
            return text.ToLowerInvariant();
        var plain = text is [(>= '0' and <= '9') or '-' or '+' or '.', ..] ? text.Replace("_", "", StringComparison.Ordinal) : text;
        if (Integers().Match(plain) is { Success: true } match && Digits(match) is { } digits)
            return (match.Groups["sign"].Value == "-" && digits != "0" ? "-" : "") + digits;
        if (!Fractions().IsMatch(plain) || !double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            return null;
        var size = Math.Abs(number);
        return size == 0 || size is >= 1e-4 and < 1e21 ? HclNumber.FromDouble(number).ToString() : number.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
    }

    private static string? Digits(Match match)
    {
        var (digits, numberBase) = match.Groups["decimal"] is { Success: true } ten ? (ten.Value, 10) : match.Groups["hex"] is { Success: true } hex ? (hex.Value, 16)
            : match.Groups["binary"] is { Success: true } two ? (two.Value, 2) : (match.Groups["octal"].Value, 8);
        try
        {
            return (numberBase == 10 ? ulong.Parse(digits, CultureInfo.InvariantCulture) : Convert.ToUInt64(digits, numberBase)).ToString(CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
