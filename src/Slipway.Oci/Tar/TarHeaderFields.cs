// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Oci.Tar;

/// <summary>The fields of one header block, read as the flavour that its magic says: old (v7), ustar, star or GNU.</summary>
internal readonly ref struct TarHeaderFields(ReadOnlySpan<byte> block)
{
    private readonly ReadOnlySpan<byte> _block = block;

    internal char Type => (char)_block[TarFormat.Type];

    internal long Size => Number(TarFormat.Size, "size");

    internal int Mode => (int)(Number(TarFormat.Mode, "mode") & 0xFFF); // some writers add the type's bits

    internal uint UserId => Id(TarFormat.UserId, "uid");

    internal uint GroupId => Id(TarFormat.GroupId, "gid");

    internal UnixTime Modified => new(Number(TarFormat.Modified, "mtime"));

    internal string LinkName => Text(TarFormat.LinkName);

    internal string UserName => IsOld ? "" : Text(TarFormat.UserName);

    internal string GroupName => IsOld ? "" : Text(TarFormat.GroupName);

    internal DeviceNumber Device => IsOld ? default : new(Id(TarFormat.DeviceMajor, "devmajor"), Id(TarFormat.DeviceMinor, "devminor"));

    /// <summary>The name with its prefix. GNU and star keep times where ustar keeps (the end of) the prefix.</summary>
    internal string Name
    {
        get
        {
            var name = Text(TarFormat.Name);
            if (!IsUstar)
                return name;
            var prefix = Text(_block[508..].StartsWith("tar\0"u8) ? 345..476 : TarFormat.Prefix);
            return prefix.Length == 0 ? name : $"{prefix}/{name}";
        }
    }

    private bool IsUstar => _block[TarFormat.Magic].StartsWith("ustar\0"u8);

    private bool IsOld => !_block[TarFormat.Magic].StartsWith("ustar"u8);

    /// <summary>Whether the checksum field holds the sum of the header; else what was expected and what is there.</summary>
    internal bool HasRightChecksum(out string expected, out string got)
    {
        var (unsigned, signed) = TarFormat.Sum(_block);
        expected = $"the sum {Convert.ToString(unsigned, 8)}";
        if (!TryParseNumber(_block[TarFormat.Checksum], out var written))
        {
            got = $"no number but bytes {Convert.ToHexStringLower(_block[TarFormat.Checksum])}";
            return false;
        }
        got = Convert.ToString(written, 8);
        return written == unsigned || written == signed;
    }

    /// <summary>An octal number in text, or a binary one whose first bit is set (GNU's base-256, two's complement).</summary>
    internal static bool TryParseNumber(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        if ((field[0] & 0x80) != 0)
            return TryParseBinary(field, out value);
        field = field.Trim(" \0"u8);
        foreach (var digit in field)
        {
            if (digit is < (byte)'0' or > (byte)'7' || value >> 60 != 0)
                return false;
            value = (value << 3) | (uint)(digit - '0');
        }
        return true;
    }

    private static bool TryParseBinary(ReadOnlySpan<byte> field, out long value)
    {
        var negative = (field[0] & 0x40) != 0;
        value = negative ? -1 : 0;
        for (var i = 0; i < field.Length; i++)
        {
            var digit = i == 0 ? (byte)(field[0] & 0x7F | (negative ? 0x80 : 0)) : field[i];
            // What is shifted out must be nothing but the sign.
            if (value >> 55 != (negative ? -1 : 0))
                return false;
            value = (value << 8) | digit;
        }
        return true;
    }

    private long Number(Range field, string name) => TryParseNumber(_block[field], out var value)
        ? value
        : throw new TarFieldException($"the {name} is no number", "octal digits or a base-256 number of 64 bits", $"bytes {Convert.ToHexStringLower(_block[field])}");

    private uint Id(Range field, string name) => Number(field, name) is >= 0 and <= uint.MaxValue and var id
        ? (uint)id
        : throw new TarFieldException($"the {name} is out of range", "0 to 4294967295", $"bytes {Convert.ToHexStringLower(_block[field])}");

    private string Text(Range field)
    {
        var bytes = _block[field];
        var end = bytes.IndexOf((byte)0);
        return UnixText.Decode(end < 0 ? bytes : bytes[..end]);
    }
}
