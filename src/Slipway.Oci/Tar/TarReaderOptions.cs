// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Tar;

/// <summary>The limits of a <see cref="TarReader"/>; an archive that goes over one ends in a <see cref="TarFormatException"/>.</summary>
public sealed record TarReaderOptions
{
    /// <summary>The limits that any honest archive stays under.</summary>
    public static TarReaderOptions Default { get; } = new();

    /// <summary>How many entries there may be. The default is 10 000 000.</summary>
    public long MaxEntries { get; init => field = AtLeastOne(value); } = 10_000_000;

    /// <summary>How long a name or link target may be, in bytes. The default is 4096, the longest path that Linux knows.</summary>
    public int MaxNameLength { get; init => field = (int)AtLeastOne(value); } = 4096;

    /// <summary>How large the extension headers of one entry together, or the map of a sparse file, may be, in bytes. The default is 1 MiB.</summary>
    public int MaxPaxSize { get; init => field = (int)AtLeastOne(value); } = 1 << 20;

    /// <summary>How large the contents of all entries together may be, holes included, in bytes. The default is 1 TiB.</summary>
    public long MaxTotalSize { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A limit is not negative."); } = 1L << 40;

    private static long AtLeastOne(long value) =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A limit is at least 1.");
}
