// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>How a container ended.</summary>
/// <param name="ExitCode">The exit code of its first process, 128 + the signal's number if it was killed; null where nobody learnt it.</param>
/// <param name="IsOutOfMemory">Whether the kernel killed a process of it because its memory limit was reached.</param>
/// <param name="EndedAt">When its end was noticed; as long as nobody has, when conmon wrote it down.</param>
public sealed record ContainerExit(int? ExitCode, bool IsOutOfMemory, DateTimeOffset EndedAt)
{
    /// <summary>
    /// The most memory that was seen in use by all of its processes together, in bytes, looked at every quarter of a second; null where it ended before the
    /// first look, was detached, or has no control group.
    /// </summary>
    public long? PeakMemoryBytes { get; init; }
}
