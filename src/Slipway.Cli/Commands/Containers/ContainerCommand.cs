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

    /// <summary>The agent, which is started when it is first asked for something and does not run.</summary>
    /// <exception cref="CommandException">There is none for this user.</exception>
    protected ContainersClient OpenAgent() => ContainerAgent.Open(Session);

    /// <summary>Sees to it that an agent of this version runs.</summary>
    /// <exception cref="IOException">It does not start; the message says why.</exception>
    protected Task EnsureAgentAsync(CancellationToken cancellationToken) => ContainerAgent.EnsureAsync(Session, cancellationToken);

    /// <summary>Does something to each container that words name, goes on after one that it fails for, and writes the word of each that it did it to.</summary>
    protected async Task<int> ForEachAsync(IReadOnlyList<string> words, Func<ContainersClient, ContainerDefinition, Task> work, CancellationToken cancellationToken)
    {
        using var agent = OpenAgent();
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
