// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway update</c>: other limits and another restart policy for containers, those that run at once.</summary>
internal sealed class UpdateCommand : ContainerCommand
{
    private readonly Argument<string[]> _names = new("CONTAINER") { Description = "Names, or beginnings of ids.", Arity = ArgumentArity.OneOrMore };
    private readonly ContainerLimitWords _limits = new();
    private readonly Option<string?> _restart = new("--restart") { Description = "no, on-failure[:TIMES], always or unless-stopped.", HelpName = "POLICY" };

    public UpdateCommand(Session session)
        : base(session, "update", "Give containers other limits or another restart policy; what isn't named stays.", "slipway update --memory 1g --cpus 2 web", "slipway update --restart unless-stopped web db")
    {
        Add(_names);
        foreach (var option in _limits.Changeable)
            Add(option);
        Add(_restart);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var update = new ContainerUpdate(_limits.ReadResources(words), words.GetValue(_restart) is { } policy ? RestartPolicy.Parse(policy) : null);
        if (update is { Restart: null } && update.Resources == ResourceLimits.None)
            throw CommandException.Usage("nothing is to be changed.", "give a limit or --restart");
        return await ForEachAsync(words.GetRequiredValue(_names), (agent, container) => agent.UpdateAsync(container.Id, update, cancellationToken), cancellationToken);
    }
}
