// SPDX-License-Identifier: Apache-2.0
using System.Collections.ObjectModel;
using Slipway.Native;

namespace Slipway.Oci.Tar;

/// <summary>What a tar archive says of one file. Names are bytes carried in strings, see <see cref="UnixText"/>.</summary>
public sealed record TarEntry
{
    private static readonly IReadOnlyDictionary<string, ReadOnlyMemory<byte>> None = ReadOnlyDictionary<string, ReadOnlyMemory<byte>>.Empty;

    /// <summary>The name as the archive has it; a directory's usually ends with a slash. Nothing says that it stays inside any root.</summary>
    public required string Name { get; init; }

    /// <summary>What the entry is.</summary>
    public required TarEntryType Type { get; init; }

    /// <summary>The twelve permission bits: 0 to 0o7777. The default is 0.</summary>
    public int Mode { get; init => field = value is >= 0 and <= 0xFFF ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A mode has twelve bits."); }

    /// <summary>The owner. The default is 0.</summary>
    public uint UserId { get; init; }

    /// <summary>The group. The default is 0.</summary>
    public uint GroupId { get; init; }

    /// <summary>The owner's name, or nothing, which is the default.</summary>
    public string UserName { get; init; } = "";

    /// <summary>The group's name, or nothing, which is the default.</summary>
    public string GroupName { get; init; } = "";

    /// <summary>Bytes of content, holes included: 0 for all but regular files. The default is 0.</summary>
    public long Size { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A size is not negative."); }

    /// <summary>When the content changed last. The default is 1970.</summary>
    public UnixTime Modified { get; init; }

    /// <summary>What a symbolic link points to, or the earlier entry that a hard link names; nothing for others.</summary>
    public string LinkName { get; init; } = "";

    /// <summary>The device that a device node stands for; 0:0 for others.</summary>
    public DeviceNumber Device { get; init; }

    /// <summary>Extended attributes by name. The default is none.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ExtendedAttributes { get; init; } = None;

    /// <summary>PAX records that no other property holds, by keyword, such as "comment". The default is none.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> PaxRecords { get; init; } = None;
}
