// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Check;

/// <summary>A difference between two sizes: so many bytes, or so many percent of the size that is compared with.</summary>
public readonly partial record struct SizeAmount
{
    private SizeAmount(decimal? percent, ByteSize bytes) => (Percent, Bytes) = (percent, bytes);

    /// <summary>The percentage; null for a number of bytes.</summary>
    public decimal? Percent { get; }

    /// <summary>The bytes, where it is no percentage.</summary>
    public ByteSize Bytes { get; }

    [GeneratedRegex(@"\A([0-9]{1,4}(?:\.[0-9]{1,2})?)%\z", RegexOptions.CultureInvariant)]
    private static partial Regex PercentGrammar();

    /// <summary>A percentage.</summary>
    public static SizeAmount OfPercent(decimal percent) => new(percent, default);

    /// <summary>A number of bytes.</summary>
    public static SizeAmount OfBytes(ByteSize bytes) => new(null, bytes);

    /// <summary>Reads <c>40%</c> or <c>10MB</c>; false where the text is neither.</summary>
    public static bool TryParse(string text, out SizeAmount amount)
    {
        amount = default;
        if (PercentGrammar().Match(text) is { Success: true } match)
            amount = OfPercent(decimal.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        // A number alone could be meant either way.
        else if (text.Length > 0 && !char.IsAsciiDigit(text[^1]) && ByteSize.TryParse(text, out var bytes, out _))
            amount = OfBytes(bytes);
        else
            return false;
        return true;
    }

    /// <summary>The bytes that it comes to where <paramref name="reference"/> is compared with.</summary>
    public decimal Of(long reference) => Percent is { } percent ? reference * percent / 100 : Bytes.Bytes;

    /// <summary><c>40%</c> or <c>10.0MB</c>.</summary>
    public override string ToString() => Percent is { } percent ? $"{percent.ToString("0.##", CultureInfo.InvariantCulture)}%" : Bytes.ToString();
}
