// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Oci.Layers;

/// <summary>How a layer is written. Everything but <see cref="Workers"/> decides its bytes.</summary>
public sealed record LayerOptions
{
    // Of 512 MB of programs and texts, zlib-ng's levels 6, 5 and 4 make 165.9, 166.3 and 168.8 MB in 6.4, 5.6 and 5.2 seconds of CPU time, where Go's gzip,
    // BuildKit's, makes 165.1 MB at its default and gzip -6 makes 163.5 MB. Level 5 is as small as anybody needs, and level 4 is not always.
    private const int DefaultGzipLevel = 5;
    private const int DefaultZstdLevel = 3;

    /// <summary>gzip at level 5, times kept to the second.</summary>
    public static LayerOptions Default { get; } = new();

    /// <summary>How the tar is compressed. The default is gzip.</summary>
    public LayerCompression Compression { get; init; } = LayerCompression.Gzip;

    /// <summary>The level of the compression: 0 to 9 for gzip, 1 to 19 for zstd; null, the default, is 5 for gzip and 3 for zstd. Ignored without compression.</summary>
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

    /// <summary>What is read back of a layer: one that goes over it is not written.</summary>
    internal LayerLimits Limits { get; init; } = LayerLimits.Default;

    /// <summary>The level that <see cref="Level"/> stands for; 0 without compression.</summary>
    /// <exception cref="ArgumentException">The compression has no such level.</exception>
    public int EffectiveLevel => (Compression, Level) switch
    {
        (LayerCompression.None, _) => 0,
        (LayerCompression.Gzip, null) => DefaultGzipLevel,
        (LayerCompression.Zstd, null) => DefaultZstdLevel,
        (LayerCompression.Gzip, >= 0 and <= 9 and var level) => level,
        (LayerCompression.Zstd, >= 1 and <= 19 and var level) => level,
        _ => throw new ArgumentException($"{Compression} has no level {Level}; gzip has 0 to 9, zstd 1 to 19."),
    };

    /// <summary>
    /// What decides the bytes of a layer beside what it holds, as a word that a file can be named by: the compression, its level, its compressor's
    /// version, the times. Equal content in equal form is equal bytes.
    /// </summary>
    /// <exception cref="ArgumentException">The compression has no such level.</exception>
    public string Form => string.Join('-', new[]
    {
        Compression.ToString().ToLowerInvariant(), $"{EffectiveLevel}", CompressorVersion.Of(Compression, EffectiveLevel), Times == LayerTimes.Seconds ? "" : "ns", LatestModified?.ToString() ?? "",
    }.Where(static part => part.Length > 0));

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
