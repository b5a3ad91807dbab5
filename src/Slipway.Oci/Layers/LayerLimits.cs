// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>
/// What a layer may be at most; one that is more is refused with a <see cref="LayerException"/> or <see cref="TarFormatException"/>. What protects disk and
/// time is how much a layer makes, not how well it is compressed: a file of zeros shrinks a thousandfold by gzip and more by zstd, and is honest. So the ratio
/// counts only past what any honest file of one byte makes, and zeros take no disk: they are unpacked as holes.
/// </summary>
public sealed record LayerLimits
{
    /// <summary>The limits that any honest layer stays under.</summary>
    public static LayerLimits Default { get; } = new();

    /// <summary>How many entries there may be. The default is 5 000 000.</summary>
    public long MaxEntries { get; init => field = Positive(value); } = 5_000_000;

    /// <summary>How many bytes the files may have together when unpacked, holes included. The default is 256 GiB.</summary>
    public long MaxFileBytes { get; init => field = Positive(value); } = 256L << 30;

    /// <summary>How many bytes may come out for each that went in, once <see cref="RatioFloor"/> bytes came out. The default is 400: gzip makes 1030 of zeros,
    /// zstd tens of thousands, and what is not one byte over and over stays under 50.</summary>
    public int MaxRatio { get; init => field = (int)Positive(value); } = 400;

    /// <summary>How many bytes may come out before the ratio counts. The default is 32 GiB: a disk image that is all holes, and less than a minute of reading.</summary>
    public long RatioFloor { get; init => field = Positive(value); } = 32L << 30;

    internal TarReaderOptions ForTar => new() { MaxEntries = MaxEntries, MaxTotalSize = MaxFileBytes };

    /// <summary>Stops what makes far more bytes than it takes.</summary>
    /// <param name="made">How many bytes came out.</param>
    /// <param name="taken">How many bytes went in.</param>
    /// <param name="shown">What messages name.</param>
    /// <exception cref="LayerException">It does.</exception>
    internal void CheckRatio(long made, long taken, string shown)
    {
        if (Exceeds(made, taken))
            throw new LayerException($"The layer {shown} makes more than {made} bytes of {taken}: more than {MaxRatio} for one, which looks like an attack on the disk.");
    }

    /// <summary>Stops a layer being written that nothing would read again.</summary>
    /// <param name="fileBytes">How many bytes its files have.</param>
    /// <param name="tarSize">How many bytes its tar has.</param>
    /// <param name="blobSize">How many bytes it has compressed.</param>
    /// <exception cref="LayerException">It is one.</exception>
    internal void CheckWritten(long fileBytes, long tarSize, long blobSize)
    {
        if (fileBytes > MaxFileBytes)
            throw new LayerException($"The layer holds {fileBytes} bytes of files, more than the {MaxFileBytes} that are read back. Make it several layers.");
        if (Exceeds(tarSize, blobSize))
        {
            throw new LayerException($"The layer's {tarSize} bytes became {blobSize}: more than {MaxRatio} for one beyond {RatioFloor}, which is not read back. "
                + "Write it uncompressed (--output compression=uncompressed), or make its files smaller.");
        }
    }

    /// <summary>Whether so many bytes are too many to come of so few.</summary>
    /// <param name="made">How many bytes came out.</param>
    /// <param name="taken">How many bytes went in.</param>
    public bool Exceeds(long made, long taken) => made > RatioFloor && made / MaxRatio > taken;

    private static long Positive(long value) => value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A limit is at least 1.");
}
