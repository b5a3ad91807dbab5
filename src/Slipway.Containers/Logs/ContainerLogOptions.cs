// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>How much is kept of a container's log.</summary>
public sealed record ContainerLogOptions
{
    /// <summary>Three files of 10 MB.</summary>
    public static ContainerLogOptions Default { get; } = new();

    /// <summary>How large a file may grow, in bytes, before the next is begun; 64 KiB at least. The default is 10 MB.</summary>
    public long MaxFileBytes
    {
        get;
        init => field = value >= 64 * 1024 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A log file holds 64 KiB at least.");
    } = 10_000_000;

    /// <summary>How many files are kept, the one being written included; 1 at least. The default is 3.</summary>
    public int MaxFiles
    {
        get;
        init => field = value is >= 1 and <= 1000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There are 1 to 1000 log files.");
    } = 3;
}
