// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>What is written down of a container.</summary>
internal sealed record ContainerRecord
{
    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The process that it goes with: if that is dead, the container is a leftover. Null once it is detached.</summary>
    public ProcessIdentity? Owner { get; init; }

    /// <summary>The container's first process; null before it was made.</summary>
    public ProcessIdentity? Process { get; init; }

    /// <summary>The runtime that made it, and does whatever else is to be done with it; null in what an earlier version wrote.</summary>
    public RuntimeChoice? Runtime { get; init; }

    /// <summary>What its first process runs before it is started, the runtime's own program: one that runs something else was started.</summary>
    public string? Waiting { get; init; }

    /// <summary>When its program was started; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Its control group.</summary>
    public required string Cgroup { get; init; }

    /// <summary>The directories that its root stands on: as long as it lives they stay, whoever holds them.</summary>
    public IReadOnlyList<string> Lowers { get; init; } = [];

    /// <summary>Whether it has a terminal, which <see cref="Holder"/> holds.</summary>
    public bool HasTerminal { get; init; }

    /// <summary>The process that keeps its terminal or its input open, whatever becomes of us; null where it has neither.</summary>
    public ProcessIdentity? Holder { get; init; }

    /// <summary>The signal that asks it to end.</summary>
    public required int StopSignal { get; init; }
}
