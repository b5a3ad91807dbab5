// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Oci.Tests;

/// <summary>Tar archives block by block, for what no writer would write.</summary>
internal static class RawTar
{
    /// <summary>The end of an archive.</summary>
    internal static byte[] End { get; } = new byte[1024];

    internal static byte[] Concat(params IEnumerable<byte[]> parts) => [.. parts.SelectMany(static part => part)];

    /// <summary>A header of PAX records, <c>keyword=value</c> each.</summary>
    internal static byte[] Pax(char type, params IEnumerable<string> records) => Body(type, [.. records.SelectMany(static record =>
    {
        var body = Encoding.UTF8.GetBytes(record);
        var length = body.Length + 3;
        while ($"{length}".Length + body.Length + 2 > length)
            length++;
        return (byte[])[.. Encoding.ASCII.GetBytes($"{length} "), .. body, (byte)'\n'];
    })]);

    /// <summary>An entry of any type with content.</summary>
    internal static byte[] Body(char type, byte[] body, string name = "ext") => [.. Header(name, type, body.Length), .. body, .. new byte[-body.Length & 511]];

    internal static byte[] Header(string name, char type, long size, string link = "")
    {
        var block = new byte[512];
        Encoding.UTF8.GetBytes(name).CopyTo(block, 0);
        Encoding.ASCII.GetBytes("0000644\0" + "0000000\0" + "0000000\0" + Convert.ToString(size, 8).PadLeft(11, '0') + "\0" + "00000000000\0").CopyTo(block, 100);
        block[156] = (byte)type;
        Encoding.UTF8.GetBytes(link).CopyTo(block, 157);
        Encoding.ASCII.GetBytes("ustar\u000000").CopyTo(block, 257);
        block.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes(Convert.ToString(block.Sum(static one => one), 8).PadLeft(6, '0') + "\0").CopyTo(block, 148);
        return block;
    }
}
