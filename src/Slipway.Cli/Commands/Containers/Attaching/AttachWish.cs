// SPDX-License-Identifier: Apache-2.0
using Slipway.Modules;

namespace Slipway.Cli.Commands.Containers;

/// <summary>How a command attaches to a program.</summary>
internal sealed record AttachWish
{
    /// <summary>What is asked of the agent.</summary>
    public required StreamOrder Order { get; init; }

    /// <summary>Whether it is one more program in a container, of which no other agent knows how it ends.</summary>
    public bool IsExec => Order is { Exec: not null } or { Line.Words: ["exec", ..] };

    /// <summary>Whether the program has a terminal.</summary>
    public required bool HasTerminal { get; init; }

    /// <summary>Which keys let go of it.</summary>
    public required DetachKeys DetachKeys { get; init; }

    /// <summary>Whether signals are passed on to it; else they end the command, and it goes on.</summary>
    public required bool PassesSignals { get; init; }
}
