// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Containers;

/// <summary>A command about containers by hand.</summary>
internal abstract class ContainerCommand(Session session, string name, string description, params string[] examples) : SlipwayCommand(session, name, description, examples)
{
    /// <summary>What the exit code of a command is that could not do what it was to do to one of several containers.</summary>
    protected const int SomeFailed = ExitCode.No;

    protected ContainerCatalog Catalog => field ??= new(Session.Home);

    /// <summary>The container that a word names.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    protected ContainerDefinition Find(string word) =>
        Catalog.Find(word) ?? throw CommandException.No($"there is no container '{word}'.", "slipway ps -a lists them");

    /// <summary>The agent, which is started where none runs.</summary>
    protected async Task<ContainersClient> OpenAgentAsync(CancellationToken cancellationToken)
    {
        await EnsureAgentAsync(cancellationToken);
        return new(Session.Home);
    }

    /// <summary>Sees to it that an agent runs.</summary>
    /// <exception cref="IOException">It does not start; the message says why.</exception>
    protected async Task EnsureAgentAsync(CancellationToken cancellationToken)
    {
        if (NamespaceEntry.IsInside)
            throw CommandException.Usage("containers that outlive their command have an agent, and the agent needs root.", "run it as root; without root, run --rm runs one to its end");
        try
        {
            await AgentLauncher.EnsureAsync(Session.Home, Session.Own(["agent"]), cancellationToken);
        }
        catch (IOException)
        {
            // What keeps containers from running is said better here than by the end of the agent's log.
            await ContainerRunner.OpenAsync(Session.Home, Session.Time, cancellationToken);
            throw;
        }
    }

    /// <summary>Does something to each container that words name, goes on after one that it fails for, and writes the word of each that it did it to.</summary>
    protected async Task<int> ForEachAsync(IReadOnlyList<string> words, Func<ContainersClient, ContainerDefinition, Task> work, CancellationToken cancellationToken)
    {
        using var agent = await OpenAgentAsync(cancellationToken);
        return await ForEachAsync(words, container => work(agent, container));
    }

    /// <summary>The same for what needs no agent.</summary>
    protected async Task<int> ForEachAsync(IReadOnlyList<string> words, Func<ContainerDefinition, Task> work)
    {
        var exitCode = ExitCode.Done;
        foreach (var word in words)
        {
            try
            {
                await work(Find(word));
                Session.Output.WriteLine(word);
            }
            catch (Exception problem) when (problem is IOException or CommandException or TimeoutException)
            {
                ErrorReport.Write(problem, Session);
                exitCode = SomeFailed;
            }
        }
        return exitCode;
    }

    /// <summary>A container that runs and isn't halted.</summary>
    /// <exception cref="CommandException">It is another.</exception>
    protected static DetachedContainer RequireGoing(ContainerRunner runner, ContainerDefinition definition)
    {
        if (runner.Find(definition.Id) is not { } container || container.GetState() is not { Status: ContainerStatus.Running } state)
            throw CommandException.No($"the container '{definition.Name}' does not run.", $"slipway start {definition.Name}");
        return state.IsPaused ? throw CommandException.No($"the container '{definition.Name}' is paused.", $"slipway unpause {definition.Name}") : container;
    }

    /// <summary>A container that is halted.</summary>
    /// <exception cref="CommandException">It isn't.</exception>
    protected static DetachedContainer RequirePaused(ContainerRunner runner, ContainerDefinition definition) =>
        runner.Find(definition.Id) is { } container && container.GetState().IsPaused ? container : throw CommandException.No($"the container '{definition.Name}' is not paused.");
}
