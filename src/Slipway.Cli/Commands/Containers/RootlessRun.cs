// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary>Runs a container without root, within this process: a user namespace ends with its command, so no agent could keep anything in it.</summary>
internal sealed class RootlessRun(Session session)
{
    /// <summary>Runs it to its end, and says its exit code.</summary>
    /// <exception cref="CommandException">It asks for what an agent is needed for.</exception>
    public async Task<int> RunAsync(ContainerDefinition definition, AttachedStreams streams, CancellationToken cancellationToken)
    {
        if (!definition.RemovesItself)
            throw CommandException.Usage("without root no container stays after its end.", "add --rm, or run it as root");
        if (definition.HasTerminal)
            throw CommandException.Usage("without root a container has no terminal.", "leave --tty out, or run it as root");
        if (definition.Ports.Count + definition.Links.Count > 0)
            throw CommandException.Usage("without root a container has no ports and links.", "leave them out, or run it as root");
        if (definition.Network is not (DefinedNetwork.OwnNetwork or DefinedNetwork.NoNetwork or DefinedNetwork.HostNetwork))
            throw CommandException.Usage("without root a container has no way out of its own and joins no other's network.", "take --network host or none, or run it as root");
        if (definition.OnUnhealthy != UnhealthyAction.None)
            throw CommandException.Usage("without root nobody is there to check a container's health.", "leave --health-on-failure out, or run it as root");
        var runner = await ContainerRunner.OpenAsync(session.Home, session.Time, cancellationToken);
        await using var output = session.OpenOutput();
        await using var error = session.OpenError();
        await using var input = streams.HasFlag(AttachedStreams.Input) ? session.OpenInput() : null;
        var io = new ContainerIO
        {
            Input = input,
            Output = streams.HasFlag(AttachedStreams.Output) ? output : null,
            Error = streams.HasFlag(AttachedStreams.Error) ? error : null,
        };
        var exit = await ForegroundRun.RunAsync(new() { Home = session.Home, Time = session.Time }, runner, definition, io, cancellationToken);
        if (exit.IsOutOfMemory)
            session.Error.WriteLine("slipway: the container was killed because it reached its memory limit");
        return exit.ExitCode ?? ExitCode.Outside;
    }
}
