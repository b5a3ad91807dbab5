// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;

namespace Slipway.Modules;

/// <summary>What a client of attached streams asks for.</summary>
public sealed record StreamOrder
{
    /// <summary>The container's id.</summary>
    public required string Container { get; init; }

    /// <summary>The container, where it is to be made first; null where it is there.</summary>
    public ContainerOrder? Make { get; init; }

    /// <summary>How to attach.</summary>
    public AttachOptions Options { get; init; } = new();

    /// <summary>One more program, to be started in the container and attached to; null attaches to the container's own.</summary>
    public ExecSpec? Exec { get; init; }
}
