// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;

namespace Slipway.Modules;

/// <summary>What a client of attached streams asks for.</summary>
public sealed record StreamOrder
{
    /// <summary>The container's id; for one more program in it its name or the beginning of its id will do.</summary>
    public required string Container { get; init; }

    /// <summary>The container, where it is to be made first from a command line; else null.</summary>
    public ContainerOrder? Make { get; init; }

    /// <summary>The container, where it is to be made first and is known already; else null.</summary>
    public ContainerDefinition? Definition { get; init; }

    /// <summary>Whether the container is to be made first.</summary>
    public bool Makes => Make is not null || Definition is not null;

    /// <summary>How to attach.</summary>
    public AttachOptions Options { get; init; } = new();

    /// <summary>One more program, to be started in the container and attached to; null attaches to the container's own.</summary>
    public ExecSpec? Exec { get; init; }
}
