// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>How much is kept of a container's log.</summary>
public sealed record ContainerLogOptions
{
    /// <summary>Three files of 10 MB.</summary>
    public static ContainerLogOptions Default { get; } = new();

    /// <summary>Whether a log is kept at all. The default is true.</summary>
    public bool IsKept { get; init; } = true;

    /// <summary>How large a file may grow, in bytes, before the next is begun; 1 KiB at least. The default is 10 MB.</summary>
    public long MaxFileBytes
    {
        get;
        init => field = value >= 1024 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A log file holds 1 KiB at least.");
    } = 10_000_000;

    /// <summary>How many files are kept, the one being written included; 1 at least. The default is 3.</summary>
    public int MaxFiles
    {
        get;
        init => field = value is >= 1 and <= 1000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There are 1 to 1000 log files.");
    } = 3;
}
