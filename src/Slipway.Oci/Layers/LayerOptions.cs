// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Oci.Layers;

/// <summary>How a layer is written. Everything but <see cref="Workers"/> decides its bytes.</summary>
public sealed record LayerOptions
{
    /// <summary>gzip at level 6, times kept to the second.</summary>
    public static LayerOptions Default { get; } = new();

    /// <summary>How the tar is compressed. The default is gzip.</summary>
    public LayerCompression Compression { get; init; } = LayerCompression.Gzip;

    /// <summary>The level of the compression: 0 to 9 for gzip, 1 to 19 for zstd; null, the default, is 6 for gzip and 3 for zstd. Ignored without compression.</summary>
    public int? Level { get; init; }

    /// <summary>The latest modification time that any entry keeps, later ones become this one (SOURCE_DATE_EPOCH); null, the default, keeps all.</summary>
    public UnixTime? LatestModified { get; init; }

    /// <summary>What is kept of a modification time. The default is whole seconds, as every other builder keeps; each fraction costs a kilobyte of tar.</summary>
    public LayerTimes Times { get; init; } = LayerTimes.Seconds;

    /// <summary>Whose media type the descriptor gets. The default is OCI's.</summary>
    public LayerMediaTypes MediaTypes { get; init; } = LayerMediaTypes.Oci;

    /// <summary>How many blocks are compressed at once; the bytes do not depend on it. The default is one for each core.</summary>
    public int Workers { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There is at least one worker."); } =
        Environment.ProcessorCount;

    /// <summary>The level that <see cref="Level"/> stands for.</summary>
    /// <exception cref="ArgumentException">The compression has no such level.</exception>
    internal int EffectiveLevel => (Compression, Level) switch
    {
        (LayerCompression.None, _) => 0,
        (LayerCompression.Gzip, null) => 6,
        (LayerCompression.Zstd, null) => 3,
        (LayerCompression.Gzip, >= 0 and <= 9 and var level) => level,
        (LayerCompression.Zstd, >= 1 and <= 19 and var level) => level,
        _ => throw new ArgumentException($"{Compression} has no level {Level}; gzip has 0 to 9, zstd 1 to 19."),
    };

    /// <summary>The media type of a layer written with these options.</summary>
    public string MediaType => (MediaTypes, Compression) switch
    {
        (LayerMediaTypes.Docker, LayerCompression.Gzip) => Oci.MediaTypes.DockerLayerGzip,
        (LayerMediaTypes.Docker, LayerCompression.None) => Oci.MediaTypes.DockerLayerTar,
        (_, LayerCompression.Gzip) => Oci.MediaTypes.LayerGzip,
        (_, LayerCompression.Zstd) => Oci.MediaTypes.LayerZstd, // Docker has no type of its own for zstd
        _ => Oci.MediaTypes.LayerTar,
    };
}
