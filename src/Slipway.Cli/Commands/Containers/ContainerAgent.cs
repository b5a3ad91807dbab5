// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Containers;

/// <summary>The agent that keeps containers by hand.</summary>
internal static class ContainerAgent
{
    // What it takes to start one is a second; what one takes that waits for nothing is memory.
    private const string IdleTime = "5m";

    /// <summary>The agent, which is started when it is first asked for something and does not run.</summary>
    /// <exception cref="CommandException">There is none for this user.</exception>
    public static ContainersClient Open(Session session) => NamespaceEntry.IsInside
        ? throw CommandException.Usage("containers that outlive their command have an agent, and the agent needs root.", "run it as root; without root, run --rm runs one to its end")
        : new(session.Home, cancellationToken => EnsureAsync(session, cancellationToken));

    /// <summary>Sees to it that an agent of this version runs.</summary>
    /// <exception cref="IOException">It does not start; the message says why.</exception>
    public static async Task EnsureAsync(Session session, CancellationToken cancellationToken)
    {
        try
        {
            await AgentLauncher.EnsureAsync(session.Home, session.Own(["agent", "--idle-timeout", IdleTime]), cancellationToken);
        }
        catch (IOException)
        {
            // What keeps containers from running is said better here than by the end of the agent's log.
            await ContainerRunner.OpenAsync(session.Home, session.Time, cancellationToken);
            throw;
        }
    }
}
