// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway unpause</c>.</summary>
internal sealed class UnpauseCommand : ContainerCommand
{
    private readonly Argument<string[]> _names = new("CONTAINER") { Description = "Names, or beginnings of ids.", Arity = ArgumentArity.OneOrMore };

    public UnpauseCommand(Session session) : base(session, "unpause", "Let containers go on that were halted.", "slipway unpause web") => Add(_names);

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var runner = await ContainerRunner.OpenAsync(Session.Home, Session.Time, cancellationToken);
        return await ForEachAsync(words.GetRequiredValue(_names), container =>
        {
            RequirePaused(runner, container).Unpause();
            return Task.CompletedTask;
        });
    }
}
