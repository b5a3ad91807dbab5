// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway restart</c>.</summary>
internal sealed class RestartCommand : ContainerCommand
{
    private readonly Argument<string[]> _names = new("CONTAINER") { Description = "Names, or beginnings of ids.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<int?> _time = WithinWords.Option();

    public RestartCommand(Session session) : base(session, "restart", "Stop containers and start them.", "slipway restart web", "slipway restart -t 0 web")
    {
        Add(_names);
        Add(_time);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken) => ForEachAsync(
        words.GetRequiredValue(_names), (agent, container) => agent.RestartAsync(container.Id, WithinWords.Read(words.GetValue(_time)), cancellationToken), cancellationToken);
}
