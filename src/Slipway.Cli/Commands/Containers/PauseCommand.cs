// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway pause</c>.</summary>
internal sealed class PauseCommand : ContainerCommand
{
    private readonly Argument<string[]> _names = new("CONTAINER") { Description = "Names, or beginnings of ids.", Arity = ArgumentArity.OneOrMore };

    public PauseCommand(Session session) : base(session, "pause", "Halt all processes of containers where they are.", "slipway pause web") => Add(_names);

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var runner = await ContainerRunner.OpenAsync(Session.Home, Session.Time, cancellationToken);
        return await ForEachAsync(words.GetRequiredValue(_names), container => RequireGoing(runner, container).PauseAsync(cancellationToken));
    }
}
