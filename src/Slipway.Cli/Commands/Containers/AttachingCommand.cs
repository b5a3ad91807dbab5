// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Containers;

/// <summary>A command that may attach this process's streams to a program's.</summary>
internal abstract class AttachingCommand(Session session, string name, string description, params string[] examples) : ContainerCommand(session, name, description, examples)
{
    /// <summary>Attaches, and says the program's exit code.</summary>
    protected async Task<int> AttachAsync(ContainersClient agent, AttachWish wish, CancellationToken cancellationToken)
    {
        using var console = new AttachedConsole(Session, agent, wish, EnsureAgentAsync);
        return await console.RunAsync(cancellationToken);
    }

    /// <summary>Refuses to type into a program's terminal from what is none, as Docker does.</summary>
    /// <exception cref="CommandException">Standard input is no terminal.</exception>
    protected void RequireTerminal(bool hasTerminal, AttachedStreams streams)
    {
        if (hasTerminal && streams.HasFlag(AttachedStreams.Input) && !Session.InputIsTerminal)
            throw CommandException.No("the input device is not a TTY.", "leave --tty out, or pass no input on");
    }
}
