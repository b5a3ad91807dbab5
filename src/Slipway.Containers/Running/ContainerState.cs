// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>A container as it is now: measured, not remembered.</summary>
public sealed record ContainerState
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required ContainerStatus Status { get; init; }

    /// <summary>Whether its processes are halted.</summary>
    public bool IsPaused { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its program was started; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Its first process; null before it was made.</summary>
    public ProcessIdentity? Process { get; init; }

    /// <summary>How it ended; null before, or if nobody noticed yet.</summary>
    public ContainerExit? Exit { get; init; }
}
