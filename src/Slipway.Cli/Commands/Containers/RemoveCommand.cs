// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway rm</c>.</summary>
internal sealed class RemoveCommand : ContainerCommand
{
    private readonly Argument<string[]> _names = new("CONTAINER") { Description = "Names, or beginnings of ids.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _force = new("--force", "-f") { Description = "Kill those that run." };
    private readonly Option<bool> _volumes = new("--volumes", "-v") { Description = "Their volumes without a name too." };

    public RemoveCommand(Session session) : base(session, "rm", "Take containers away, with what they wrote.", "slipway rm web", "slipway rm -f -v web db")
    {
        Add(_names);
        Add(_force);
        Add(_volumes);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var removals = (words.GetValue(_force) ? ContainerRemovals.Running : ContainerRemovals.None) | (words.GetValue(_volumes) ? ContainerRemovals.NamelessVolumes : ContainerRemovals.None);
        return ForEachAsync(words.GetRequiredValue(_names), (agent, container) => agent.RemoveAsync(container.Id, removals, cancellationToken), cancellationToken);
    }
}
