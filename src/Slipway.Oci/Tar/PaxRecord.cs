// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Slipway.Native;

namespace Slipway.Oci.Tar;

/// <summary>One record of a PAX header: "length keyword=value\n", the length counting itself. Values are bytes.</summary>
/// <param name="Key">The keyword.</param>
/// <param name="Value">The value; an empty one takes back what an earlier header said.</param>
internal readonly record struct PaxRecord(string Key, ReadOnlyMemory<byte> Value)
{
    internal static void Write(string key, ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        if (key.Contains('=') || key.Contains('\0') || key.Length == 0)
            throw new ArgumentException($"'{key}' cannot be a PAX keyword.", nameof(key));
        var keyBytes = UnixText.Encode(key);
        var rest = keyBytes.Length + value.Length + 3;
        var length = rest + Digits(rest);
        length = rest + Digits(length);
        output.Write(Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)));
        output.Write(" "u8);
        output.Write(keyBytes);
        output.Write("="u8);
        output.Write(value);
        output.Write("\n"u8);
    }

    /// <summary>Reads the records of one PAX header, in their order.</summary>
    /// <exception cref="FormatException">The bytes are not PAX records; the message is a clause.</exception>
    internal static List<PaxRecord> Parse(ReadOnlyMemory<byte> bytes)
    {
        var records = new List<PaxRecord>();
        while (!bytes.IsEmpty)
        {
            var span = bytes.Span;
            // Some writers fill the rest of the block and count that.
            if (span[0] == 0 && !span.ContainsAnyExcept((byte)0))
                break;
            if (!Utf8Parser.TryParse(span, out int length, out var digits) || digits > 10 || span.Length <= digits || span[digits] != ' ')
                throw new FormatException("a PAX record does not begin with its length");
            if (length <= digits + 2 || length > span.Length || span[length - 1] != '\n')
                throw new FormatException($"a PAX record says it is {length} bytes long, but does not end there");
            var record = bytes[(digits + 1)..(length - 1)];
            var equals = record.Span.IndexOf((byte)'=');
            if (equals <= 0)
                throw new FormatException("a PAX record has no keyword");
            records.Add(new(UnixText.Decode(record.Span[..equals]), record[(equals + 1)..]));
            bytes = bytes[length..];
        }
        return records;
    }

    private static int Digits(int value) => value.ToString(CultureInfo.InvariantCulture).Length;
}
