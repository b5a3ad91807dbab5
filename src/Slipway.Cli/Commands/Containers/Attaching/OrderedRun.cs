// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Containers;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Containers;

/// <summary>
/// <c>run</c> and <c>exec</c> by an agent that reads their words, where one runs already: to come up, a parser of command lines takes a new process longer than all else that these do.
/// </summary>
internal static class OrderedRun
{
    /// <summary>Runs a session's command line so.</summary>
    /// <returns>The exit code; null where it is not such a line, or the command itself must read it, and nothing was done.</returns>
    /// <exception cref="ModuleException">The agent went away.</exception>
    /// <exception cref="CommandException">It was refused.</exception>
    public static async Task<int?> TryAsync(Session session, CancellationToken cancellationToken)
    {
        if (session.Words is not [("run" or "exec") and var verb, ..] || NamespaceEntry.IsInside || !AgentLauncher.MayRun(session.Home))
            return null;
        var isRun = verb == "run";
        var wish = new AttachWish
        {
            Order = new()
            {
                Container = isRun ? ContainerCatalog.NewId() : "",
                Line = ContainerOrders.Place(session, isRead: false),
                Options = new() { Streams = AttachedStreams.None, Moment = isRun ? AttachMoment.Start : AttachMoment.Running },
            },
            HasTerminal = false,
            DetachKeys = DetachKeys.Parse(DetachKeys.Default),
            PassesSignals = isRun,
        };
        // None is started, or stopped, for words that nobody has read.
        using var agent = new ContainersClient(session.Home, static _ => throw Unread());
        using var console = new AttachedConsole(session, agent, wish, token => ContainerAgent.EnsureAsync(session, token));
        try
        {
            return await console.RunAsync(cancellationToken);
        }
        // What is wrong with a container that is there is said by the command, which knows it by the word that was used.
        catch (ModuleException e) when (!console.IsAttached && (e.Code == CommandLineOrder.UnreadCode || (!isRun && e.Code != "unreachable" && !ContainersClient.WasBegun(e))))
        {
            return null;
        }
        catch (ModuleException e) when (!console.IsAttached && e.Code != "unreachable" && (isRun || ContainersClient.ExitCodeOf(e) is 126 or 127))
        {
            throw ContainerOrders.ReadRefusal(e) ?? new CommandException(ContainersClient.ExitCodeOf(e), e.Message);
        }
    }

    private static ModuleException Unread() => new(HttpStatusCode.ServiceUnavailable, CommandLineOrder.UnreadCode, "No agent of this version answers.");
}
