// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Layers;

/// <summary>
/// Joins CRC-32 values of parts into that of the whole. A CRC is the remainder of the message as a polynomial over GF(2), so that appending n bytes
/// multiplies it by x^(8n) modulo the CRC's polynomial.
/// </summary>
internal static class Crc32
{
    // The polynomial of gzip (RFC 1952), bits reflected: x^0 is the highest bit.
    private const uint Polynomial = 0xEDB88320;
    private const uint One = 1u << 31;

    /// <summary>x to the power of 2^i, for each i.</summary>
    private static readonly uint[] Squares = MakeSquares();

    /// <summary>The CRC of a message of which <paramref name="first"/> is the CRC of the beginning and <paramref name="second"/> that of the
    /// <paramref name="secondLength"/> bytes that follow.</summary>
    internal static uint Combine(uint first, uint second, long secondLength) => Multiply(PowerOfX(8 * secondLength), first) ^ second;

    private static uint PowerOfX(long exponent)
    {
        var power = One;
        for (var i = 0; exponent != 0; exponent >>= 1, i++)
        {
            if ((exponent & 1) != 0)
                power = Multiply(Squares[i % Squares.Length], power);
        }
        return power;
    }

    private static uint Multiply(uint left, uint right)
    {
        uint product = 0;
        for (; left != 0; left <<= 1, right = (right & 1) != 0 ? (right >> 1) ^ Polynomial : right >> 1)
        {
            if ((left & One) != 0)
                product ^= right;
        }
        return product;
    }

    private static uint[] MakeSquares()
    {
        // The polynomial is primitive: x^(2^32) is x again, so that 32 squares serve every exponent.
        var squares = new uint[32];
        squares[0] = One >> 1;
        for (var i = 1; i < squares.Length; i++)
            squares[i] = Multiply(squares[i - 1], squares[i - 1]);
        return squares;
    }
}
