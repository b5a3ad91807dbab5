// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>How a request is built.</summary>
public sealed record BuildOptions
{
    /// <summary>The defaults.</summary>
    public static BuildOptions Default { get; } = new();

    /// <summary>How many steps run at once. 0, the default, is as many as there are cores.</summary>
    public int MaxParallelSteps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>
    /// How much memory, in bytes, RUN steps may use together, going by what each used when it last ran: those that don't fit wait, and one that uses more by
    /// itself runs while no other of known size does. It limits no step. Null, the default, is 80% of what is free when the build begins; 0 is no limit.
    /// </summary>
    public long? MaxMemoryBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0, nameof(value));
            field = value;
        }
    }

    /// <summary>Whether a failed step leaves what doesn't need it going. The default is false: the first failure stops the rest.</summary>
    public bool KeepGoing { get; init; }

    /// <summary>
    /// Whether RUN steps trust the certificate authorities that this host trusts beside its distribution's own. The default is true. It touches no
    /// key, layer, configuration or history.
    /// </summary>
    public bool ShareHostAuthorities { get; init; } = true;

    /// <summary>
    /// SOURCE_DATE_EPOCH: the time that images, history entries and files younger than it get. Null, the default, keeps times. A target's build arg
    /// of that name takes precedence.
    /// </summary>
    public DateTimeOffset? SourceDateEpoch { get; init; }

    /// <summary>How layers are compressed. The default is gzip at level 5.</summary>
    public LayerCompressionOptions Compression { get; init; } = LayerCompressionOptions.Default;

    /// <summary>Caches from elsewhere that results are taken from where this machine has none, in this order. The default is none.</summary>
    public IReadOnlyList<CacheImport> CacheImports { get; init; } = [];

    /// <summary>Where what this build came to is carried when all its targets are built. The default is nowhere.</summary>
    public IReadOnlyList<CacheExport> CacheExports { get; init; } = [];

    /// <summary>How many lines of a failed step's log are kept for its failure. The default is 20.</summary>
    public int LogTailLines
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 20;

    /// <summary>How much each RUN step may use, and for how long. The default is no limit. It touches no key.</summary>
    public StepLimits Limits { get; init; } = StepLimits.None;

    /// <summary>
    /// Is given each RUN step whose command failed, while its files and mounts are as the command left them; the step is over when it returns. One at a
    /// time. Null, the default, lets failed steps go at once.
    /// </summary>
    public Func<FailedStep, CancellationToken, Task>? OnFailedStep { get; init; }

    /// <summary>Opens the stream that an output to <c>-</c> is written to. Null, the default, refuses such outputs.</summary>
    public Func<Stream>? OpenStandardOutput { get; init; }
}
