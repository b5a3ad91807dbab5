// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>A module as it is now, with what was measured of its container.</summary>
public sealed record ModuleStatusReport : ModuleState
{
    /// <summary>Since its program was started, in seconds; 0 where it doesn't run.</summary>
    public long UptimeSeconds { get; init; }

    /// <summary>How often it was started again after its program ended.</summary>
    public int RestartCount { get; init; }

    /// <summary>Processor time in percent of one core, over the last moment.</summary>
    public double CpuUsagePercent { get; init; }

    /// <summary>Memory in MiB, without file pages that could be dropped.</summary>
    public double MemoryUsageMb { get; init; }

    /// <summary>The most it may use, in MiB.</summary>
    public double MemoryLimitMb { get; init; }

    /// <summary>Bytes that came to it.</summary>
    public long NetworkRxBytes { get; init; }

    /// <summary>Bytes that it sent.</summary>
    public long NetworkTxBytes { get; init; }

    /// <summary><c>created</c>, <c>running</c>, <c>stopped</c>, or <c>missing</c> where there is no container.</summary>
    public string ContainerState { get; init; } = "missing";

    /// <summary>When its program was started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its program ended; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Its program's exit code; null while it runs, or where nobody learnt it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>How often something went wrong with it.</summary>
    public int ErrorCount { get; init; }

    /// <summary>When something last did.</summary>
    public DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>What the last health check said, its beginning; null where there was none.</summary>
    public string? HealthOutput { get; init; }
}
