// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Globalization;
using System.Text;
using Slipway.Native;

namespace Slipway.Oci.Tar;

/// <summary>Turns an entry into its header blocks: one of ustar, after a PAX header and its records where ustar is not enough.</summary>
internal static class TarHeaderEncoder
{
    private const long LargestOctal7 = (1L << 21) - 1;
    private const long LargestOctal11 = (1L << 33) - 1;

    internal static void Encode(TarEntry entry, IBufferWriter<byte> output)
    {
        if (entry.Size > 0 && entry.Type != TarEntryType.RegularFile)
            throw new ArgumentException($"The {entry.Type} '{entry.Name}' cannot have {entry.Size} bytes of content in a tar archive.", nameof(entry));

        var name = Bytes(entry.Name, entry);
        if (name.Length == 0)
            throw new ArgumentException("An entry of a tar archive needs a name.", nameof(entry));
        var link = Bytes(entry.LinkName, entry);
        var records = new SortedDictionary<string, ReadOnlyMemory<byte>>(UnixText.ByteOrder);
        foreach (var (key, value) in entry.PaxRecords)
            records[key] = value;
        foreach (var (key, value) in entry.ExtendedAttributes)
            records[TarFormat.AttributePrefix + TarAttributeName.Encode(key)] = value;

        Span<byte> header = stackalloc byte[TarFormat.BlockSize];
        header.Clear();
        if (!TryPlaceName(name, header))
            Overflow(records, "path", name, header[TarFormat.Name]);
        Place(records, "linkpath", link, header[TarFormat.LinkName]);
        Place(records, "uname", Bytes(entry.UserName, entry), header[TarFormat.UserName]);
        Place(records, "gname", Bytes(entry.GroupName, entry), header[TarFormat.GroupName]);
        WriteOctal(entry.Mode, header[TarFormat.Mode]);
        Place(records, "uid", entry.UserId, LargestOctal7, header[TarFormat.UserId]);
        Place(records, "gid", entry.GroupId, LargestOctal7, header[TarFormat.GroupId]);
        Place(records, "size", entry.Size, LargestOctal11, header[TarFormat.Size]);
        PlaceTime(records, entry.Modified, header[TarFormat.Modified]);
        if (entry.Type is TarEntryType.CharacterDevice or TarEntryType.BlockDevice)
            PlaceDevice(entry, header);

        if (records.Count > 0)
            WritePax(name, records, output);
        Finish(header, TypeFlag(entry.Type), output);
    }

    private static byte TypeFlag(TarEntryType type) => type switch
    {
        TarEntryType.RegularFile => (byte)'0',
        TarEntryType.HardLink => (byte)'1',
        TarEntryType.SymbolicLink => (byte)'2',
        TarEntryType.CharacterDevice => (byte)'3',
        TarEntryType.BlockDevice => (byte)'4',
        TarEntryType.Directory => (byte)'5',
        TarEntryType.Fifo => (byte)'6',
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such type of entry."),
    };

    private static byte[] Bytes(string text, TarEntry entry) => text.Contains('\0')
        ? throw new ArgumentException($"The tar entry '{entry.Name.Replace("\0", "\\0", StringComparison.Ordinal)}' has a NUL in a name.", nameof(entry))
        : UnixText.Encode(text);

    /// <summary>Puts the name into the name field, or splits it at a slash over the prefix and the name field.</summary>
    private static bool TryPlaceName(ReadOnlySpan<byte> name, Span<byte> header)
    {
        if (name.Length <= TarFormat.NameLength)
        {
            name.CopyTo(header);
            return true;
        }
        // The slash itself is not stored. What follows it, a directory's own last slash included, must fit the name field and not be empty.
        var slash = name[..Math.Min(name.Length - 1, TarFormat.PrefixLength + 1)].LastIndexOf((byte)'/');
        if (slash <= 0 || name.Length - slash - 1 > TarFormat.NameLength)
            return false;
        name[..slash].CopyTo(header[TarFormat.PrefixOffset..]);
        name[(slash + 1)..].CopyTo(header);
        return true;
    }

    private static void Place(SortedDictionary<string, ReadOnlyMemory<byte>> records, string key, byte[] value, Span<byte> field)
    {
        if (value.Length <= field.Length)
            value.CopyTo(field);
        else
            Overflow(records, key, value, field);
    }

    private static void Overflow(SortedDictionary<string, ReadOnlyMemory<byte>> records, string key, byte[] value, Span<byte> field)
    {
        records[key] = value;
        value.AsSpan(0, field.Length).CopyTo(field); // for readers that know no PAX
    }

    private static void Place(SortedDictionary<string, ReadOnlyMemory<byte>> records, string key, long value, long largest, Span<byte> field)
    {
        if (value > largest)
            records[key] = Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));
        WriteOctal(value > largest ? 0 : value, field);
    }

    private static void PlaceTime(SortedDictionary<string, ReadOnlyMemory<byte>> records, UnixTime time, Span<byte> field)
    {
        var fits = time.Seconds is >= 0 and <= LargestOctal11;
        if (!fits || time.Nanoseconds != 0)
            records["mtime"] = Encoding.ASCII.GetBytes(time.ToString());
        WriteOctal(fits ? time.Seconds : 0, field);
    }

    private static void PlaceDevice(TarEntry entry, Span<byte> header)
    {
        if (entry.Device.Major > LargestOctal7 || entry.Device.Minor > LargestOctal7)
            throw new ArgumentException($"The device '{entry.Name}' has the number {entry.Device}, which is more than a tar archive or Linux can hold.", nameof(entry));
        WriteOctal(entry.Device.Major, header[TarFormat.DeviceMajor]);
        WriteOctal(entry.Device.Minor, header[TarFormat.DeviceMinor]);
    }

    /// <summary>Digits with leading zeros and a NUL behind them.</summary>
    private static void WriteOctal(long value, Span<byte> field)
    {
        field[^1] = 0;
        for (var i = field.Length - 2; i >= 0; i--, value >>= 3)
            field[i] = (byte)('0' + (value & 7));
    }

    private static void WritePax(ReadOnlySpan<byte> name, SortedDictionary<string, ReadOnlyMemory<byte>> records, IBufferWriter<byte> output)
    {
        var body = new ArrayBufferWriter<byte>();
        foreach (var (key, value) in records)
            PaxRecord.Write(key, value.Span, body);

        Span<byte> header = stackalloc byte[TarFormat.BlockSize];
        header.Clear();
        // A name that depends on the entry alone: GNU's default holds the process id.
        "PaxHeaders.0/"u8.CopyTo(header);
        var last = name[(name.TrimEnd((byte)'/').LastIndexOf((byte)'/') + 1)..].TrimEnd((byte)'/');
        last[..Math.Min(last.Length, TarFormat.NameLength - 13)].CopyTo(header[13..]);
        WriteOctal(0x1A4 /* 0644 */, header[TarFormat.Mode]);
        WriteOctal(0, header[TarFormat.UserId]);
        WriteOctal(0, header[TarFormat.GroupId]);
        WriteOctal(body.WrittenCount, header[TarFormat.Size]);
        WriteOctal(0, header[TarFormat.Modified]);
        Finish(header, (byte)'x', output);
        output.Write(body.WrittenSpan);
        var padding = TarFormat.Padding(body.WrittenCount);
        output.GetSpan(padding)[..padding].Clear();
        output.Advance(padding);
    }

    private static void Finish(Span<byte> header, byte type, IBufferWriter<byte> output)
    {
        header[TarFormat.Type] = type;
        "ustar\u000000"u8.CopyTo(header[TarFormat.Magic]);
        var sum = TarFormat.Sum(header).Unsigned;
        WriteOctal(sum, header[TarFormat.Checksum][..7]);
        header[155] = (byte)' ';
        output.Write(header);
    }
}
