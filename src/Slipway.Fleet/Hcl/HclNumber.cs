// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Slipway.Fleet;

/// <summary>A number of HCL: a binary fraction of 512 bits, as its implementations have it; what the environment gives has 53.</summary>
internal readonly struct HclNumber : IEquatable<HclNumber>, IComparable<HclNumber>
{
    private const int FullPrecision = 512;
    private const int MaxDecimalExponent = 4096;

    private readonly BigInteger _mantissa;
    private readonly int _exponent;
    private readonly int _precision;

    private HclNumber(BigInteger mantissa, int exponent, int precision)
    {
        var excess = (int)BigInteger.Abs(mantissa).GetBitLength() - precision;
        if (excess > 0)
            (mantissa, exponent) = (ShiftRounded(mantissa, excess), exponent + excess);
        // Powers of two go into the exponent, so that equal numbers are equal fields.
        while (!mantissa.IsZero && mantissa.IsEven)
            (mantissa, exponent) = (mantissa >> 1, exponent + 1);
        (_mantissa, _exponent, _precision) = (mantissa, mantissa.IsZero ? 0 : exponent, precision);
    }

    internal bool IsInteger => _exponent >= 0;

    internal int Sign => _mantissa.Sign;

    internal bool IsZero => _mantissa.IsZero;

    internal static HclNumber From(BigInteger value) => new(value, 0, FullPrecision);

    /// <summary>A number with the precision of a double, which is what Bake makes of a text from outside.</summary>
    internal static HclNumber FromDouble(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = bits & 0xFFFFFFFFFFFFF;
        if (exponent == 0)
            exponent++;
        else
            mantissa |= 1L << 52;
        return new(bits < 0 ? -mantissa : mantissa, exponent - 1075, 53);
    }

    /// <summary>Reads digits with a point and an exponent, as HCL writes them.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out HclNumber? number)
    {
        number = null;
        var cut = text.IndexOfAny(['e', 'E']);
        var exponent = 0;
        if (cut >= 0 && !int.TryParse(text.AsSpan(cut + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            return false;
        var digits = cut >= 0 ? text[..cut] : text;
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= digits.Length - point - 1;
            digits = digits.Remove(point, 1);
        }
        if (Math.Abs(exponent) > MaxDecimalExponent || digits.Length > MaxDecimalExponent
            || !BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            return false;
        number = FromDecimal(value, exponent, FullPrecision);
        return true;
    }

    internal HclNumber Truncate() => IsInteger ? this : From(ToBigInteger());

    /// <summary>The integer part.</summary>
    internal BigInteger ToBigInteger() => IsInteger ? _mantissa << _exponent : BigInteger.Divide(_mantissa, BigInteger.One << -_exponent);

    internal double ToDouble() => double.Parse(ToString(), CultureInfo.InvariantCulture);

    internal HclNumber Floor() => IsInteger || Sign >= 0 ? Truncate() : From(ToBigInteger() - 1);

    internal HclNumber Ceiling() => IsInteger || Sign < 0 ? Truncate() : From(ToBigInteger() + 1);

    public static HclNumber operator -(HclNumber number) => new(-number._mantissa, number._exponent, number._precision);

    public static HclNumber operator +(HclNumber left, HclNumber right)
    {
        var exponent = Math.Min(left._exponent, right._exponent);
        return new((left._mantissa << (left._exponent - exponent)) + (right._mantissa << (right._exponent - exponent)), exponent, FullPrecision);
    }

    public static HclNumber operator -(HclNumber left, HclNumber right) => left + -right;

    public static HclNumber operator *(HclNumber left, HclNumber right) => new(left._mantissa * right._mantissa, left._exponent + right._exponent, FullPrecision);

    public static HclNumber operator /(HclNumber left, HclNumber right) => Divide(left._mantissa, right._mantissa, left._exponent - right._exponent, FullPrecision);

    public static HclNumber operator %(HclNumber left, HclNumber right) => left - ((left / right).Truncate() * right);

    public static bool operator ==(HclNumber left, HclNumber right) => left.Equals(right);

    public static bool operator !=(HclNumber left, HclNumber right) => !left.Equals(right);

    public int CompareTo(HclNumber other) => (this - other).Sign;

    public bool Equals(HclNumber other) => _mantissa == other._mantissa && _exponent == other._exponent;

    public override bool Equals(object? obj) => obj is HclNumber other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_mantissa, _exponent);

    /// <summary>The fewest digits that mean this number and no other, without an exponent.</summary>
    public override string ToString()
    {
        if (IsInteger)
            return ToBigInteger().ToString(CultureInfo.InvariantCulture);
        // m·2^-e is m·5^e·10^-e.
        var digits = BigInteger.Abs(_mantissa) * BigInteger.Pow(5, -_exponent);
        var text = digits.ToString(CultureInfo.InvariantCulture);
        var (least, most) = (1, text.Length);
        while (least < most)
        {
            var middle = (least + most) / 2;
            var (tried, scale) = Cut(digits, text.Length, middle);
            if (FromDecimal(tried, scale + _exponent, _precision).Equals(Sign < 0 ? -this : this))
                most = middle;
            else
                least = middle + 1;
        }
        var (found, places) = Cut(digits, text.Length, least);
        return (Sign < 0 ? "-" : "") + Written(found, places + _exponent);
    }

    private static string Written(BigInteger digits, int exponent)
    {
        var text = digits.ToString(CultureInfo.InvariantCulture);
        if (exponent >= 0)
            return text + new string('0', exponent);
        text = text.PadLeft(1 - exponent, '0');
        return (text[..(text.Length + exponent)] + "." + text[(text.Length + exponent)..]).TrimEnd('0').TrimEnd('.');
    }

    // The digits rounded to so many, and by how many powers of ten they grew.
    private static (BigInteger Digits, int Scale) Cut(BigInteger digits, int length, int kept)
    {
        if (kept >= length)
            return (digits, 0);
        var unit = BigInteger.Pow(10, length - kept);
        var cut = BigInteger.DivRem(digits, unit, out var rest);
        return (rest * 2 >= unit ? cut + 1 : cut, length - kept);
    }

    private static HclNumber FromDecimal(BigInteger digits, int exponent, int precision) => exponent >= 0
        ? new(digits * BigInteger.Pow(10, exponent), 0, precision)
        : Divide(digits, BigInteger.Pow(10, -exponent), 0, precision);

    private static HclNumber Divide(BigInteger left, BigInteger right, int exponent, int precision)
    {
        var shift = Math.Max(0, precision + 2 + (int)BigInteger.Abs(right).GetBitLength() - (int)BigInteger.Abs(left).GetBitLength());
        var quotient = BigInteger.DivRem(left << shift, right, out var rest);
        // What is left over decides a tie: it is kept as one more bit.
        quotient = (quotient << 1) + (rest.IsZero ? 0 : left.Sign * right.Sign);
        return new(quotient, exponent - shift - 1, precision);
    }

    private static BigInteger ShiftRounded(BigInteger value, int bits)
    {
        var magnitude = BigInteger.Abs(value);
        var half = BigInteger.One << (bits - 1);
        var low = magnitude & ((BigInteger.One << bits) - 1);
        var high = magnitude >> bits;
        if (low > half || (low == half && !high.IsEven))
            high++;
        return value.Sign < 0 ? -high : high;
    }
}
