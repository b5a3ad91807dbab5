// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway stop</c>.</summary>
internal sealed class StopCommand : ContainerCommand
{
    private readonly Argument<string[]> _names = new("CONTAINER") { Description = "Names, or beginnings of ids.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<int?> _time = WithinWords.Option();

    public StopCommand(Session session)
        : base(session, "stop", "Ask containers to end by their stop signal, and end them when their time is over.", "slipway stop web", "slipway stop -t 60 db")
    {
        Add(_names);
        Add(_time);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken) => ForEachAsync(
        words.GetRequiredValue(_names), (agent, container) => agent.StopAsync(container.Id, WithinWords.Read(words.GetValue(_time)), cancellationToken), cancellationToken);
}
