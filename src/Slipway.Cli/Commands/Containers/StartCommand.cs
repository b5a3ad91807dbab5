// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway start</c>.</summary>
internal sealed class StartCommand : ContainerCommand
{
    private readonly Argument<string[]> _names = new("CONTAINER") { Description = "Names, or beginnings of ids.", Arity = ArgumentArity.OneOrMore };

    public StartCommand(Session session) : base(session, "start", "Start containers that were made or have ended.", "slipway start db", "slipway start web db") => Add(_names);

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken) =>
        ForEachAsync(words.GetRequiredValue(_names), (agent, container) => agent.StartAsync(container.Id, cancellationToken), cancellationToken);
}
