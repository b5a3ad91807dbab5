// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Check;

/// <summary>A number of bytes as people write it: <c>KB MB GB TB</c> count in thousands, <c>KiB MiB GiB TiB</c> in 1024s.</summary>
/// <param name="Bytes">How many bytes.</param>
public readonly partial record struct ByteSize(long Bytes) : IComparable<ByteSize>
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    [GeneratedRegex(@"\A([0-9]{1,15}(?:\.[0-9]{1,6})?)[ ]?([A-Za-z]*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();

    /// <summary>
    /// Reads <c>500MB</c>, <c>1.5 GiB</c> or a plain number of bytes; false, with what to write instead, when the text is none of these.
    /// </summary>
    public static bool TryParse(string text, out ByteSize size, out string problem)
    {
        (size, problem) = (default, $"'{text}' is not a size; write a number with KB, MB, GB, KiB, MiB or GiB, such as '500MB'");
        if (Grammar().Match(text) is not { Success: true } match)
            return false;
        var (number, unit) = (match.Groups[1].Value, match.Groups[2].Value);
        if (FactorOf(unit) is not { } factor)
        {
            if (unit.Length == 1 && "KMGTkmgt".Contains(unit[0], StringComparison.Ordinal))
                problem = $"'{text}' could be thousands or 1024s; write '{number}{char.ToUpperInvariant(unit[0])}B' or '{number}{char.ToUpperInvariant(unit[0])}iB'";
            return false;
        }
        var bytes = decimal.Parse(number, CultureInfo.InvariantCulture) * factor;
        if (bytes > long.MaxValue)
            return false;
        size = new((long)bytes);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    /// <summary>At most one decimal, in thousands: <c>184.2MB</c>, <c>3.1KB</c>, <c>12B</c>.</summary>
    public override string ToString()
    {
        var (value, unit) = ((decimal)Bytes, 0);
        // 999.95 would round to 1000.0 of the smaller unit.
        while (Math.Abs(value) >= 999.95m && unit < Units.Length - 1)
            (value, unit) = (value / 1000, unit + 1);
        return value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + Units[unit];
    }

    /// <summary>Fewer bytes.</summary>
    public static bool operator <(ByteSize left, ByteSize right) => left.Bytes < right.Bytes;

    /// <summary>More bytes.</summary>
    public static bool operator >(ByteSize left, ByteSize right) => left.Bytes > right.Bytes;

    /// <summary>As many bytes or fewer.</summary>
    public static bool operator <=(ByteSize left, ByteSize right) => left.Bytes <= right.Bytes;

    /// <summary>As many bytes or more.</summary>
    public static bool operator >=(ByteSize left, ByteSize right) => left.Bytes >= right.Bytes;

    private static long? FactorOf(string unit) => unit.ToUpperInvariant() switch
    {
        "" or "B" => 1,
        "KB" => 1000,
        "MB" => 1000L * 1000,
        "GB" => 1000L * 1000 * 1000,
        "TB" => 1000L * 1000 * 1000 * 1000,
        "KIB" => 1L << 10,
        "MIB" => 1L << 20,
        "GIB" => 1L << 30,
        "TIB" => 1L << 40,
        _ => null,
    };
}
