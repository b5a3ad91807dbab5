// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;

namespace Slipway.Modules;

/// <summary>What a client of attached streams asks for.</summary>
public sealed record StreamOrder
{
    /// <summary>The container's id; for one more program in it its name or the beginning of its id will do.</summary>
    public required string Container { get; init; }

    /// <summary>The command line that says what is asked for, of a container to be made or of one that runs; null where the rest says it.</summary>
    public CommandLineOrder? Line { get; init; }

    /// <summary>The container, where it is to be made first; else null.</summary>
    public ContainerDefinition? Definition { get; init; }

    /// <summary>How to attach.</summary>
    public AttachOptions Options { get; init; } = new();

    /// <summary>One more program, to be started in the container and attached to; null attaches to the container's own.</summary>
    public ExecSpec? Exec { get; init; }
}
