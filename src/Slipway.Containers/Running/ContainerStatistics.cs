// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What a running container has used by now, as far as the kernel counts it. Bytes and packets are counted from its start.</summary>
public sealed record ContainerStatistics
{
    /// <summary>Processor time of all its processes; a share is the difference of two readings over the time between them.</summary>
    public required TimeSpan Cpu { get; init; }

    /// <summary>Memory in bytes, without file pages that nobody used lately.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>How much it may use: its limit, or the machine's memory.</summary>
    public required long MemoryLimitBytes { get; init; }

    /// <summary>Bytes that its network received; 0 where it has the host's.</summary>
    public required long ReceivedBytes { get; init; }

    /// <summary>Bytes that its network sent; 0 where it has the host's.</summary>
    public required long SentBytes { get; init; }

    /// <summary>Bytes read from disks.</summary>
    public required long ReadBytes { get; init; }

    /// <summary>Bytes written to disks.</summary>
    public required long WrittenBytes { get; init; }

    /// <summary>Processes and threads.</summary>
    public required int Pids { get; init; }
}
