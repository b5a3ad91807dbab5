// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>What a layer may be at most; one that is more is refused with a <see cref="LayerException"/> or <see cref="TarFormatException"/> before it fills the disk.</summary>
public sealed record LayerLimits
{
    /// <summary>The limits that any honest layer stays under.</summary>
    public static LayerLimits Default { get; } = new();

    /// <summary>How many entries there may be. The default is 5 000 000.</summary>
    public long MaxEntries { get; init => field = Positive(value); } = 5_000_000;

    /// <summary>How many bytes the files may have together when unpacked, holes included. The default is 256 GiB.</summary>
    public long MaxFileBytes { get; init => field = Positive(value); } = 256L << 30;

    /// <summary>How many bytes may come out for each that went in, once <see cref="RatioFloor"/> bytes came out. The default is 400: gzip makes 1030 of zeros,
    /// and real layers stay under 50.</summary>
    public int MaxRatio { get; init => field = (int)Positive(value); } = 400;

    /// <summary>How many bytes may come out before the ratio counts. The default is 256 MiB.</summary>
    public long RatioFloor { get; init => field = Positive(value); } = 256L << 20;

    internal TarReaderOptions ForTar => new() { MaxEntries = MaxEntries, MaxTotalSize = MaxFileBytes };

    /// <summary>Stops what makes far more bytes than it takes.</summary>
    /// <param name="made">How many bytes came out.</param>
    /// <param name="taken">How many bytes went in.</param>
    /// <param name="shown">What messages name.</param>
    /// <exception cref="LayerException">It does.</exception>
    internal void CheckRatio(long made, long taken, string shown)
    {
        if (made > RatioFloor && made / MaxRatio > taken)
            throw new LayerException($"The layer {shown} makes more than {made} bytes of {taken}: more than {MaxRatio} for one, which looks like an attack on the disk.");
    }

    private static long Positive(long value) => value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A limit is at least 1.");
}
