// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Native;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway kill</c>.</summary>
internal sealed class KillCommand : ContainerCommand
{
    private readonly Argument<string[]> _names = new("CONTAINER") { Description = "Names, or beginnings of ids.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _signal = new("--signal", "-s") { Description = "Which signal.", HelpName = "SIGNAL", DefaultValueFactory = static _ => "KILL" };

    public KillCommand(Session session) : base(session, "kill", "Send containers' programs a signal.", "slipway kill web", "slipway kill -s HUP web")
    {
        Add(_names);
        Add(_signal);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        if (!Signal.TryParse(words.GetValue(_signal), out var signal))
            throw CommandException.Usage($"'{words.GetValue(_signal)}' is no signal; expected one such as HUP, SIGTERM or 15.");
        return ForEachAsync(words.GetRequiredValue(_names), (agent, container) => agent.KillAsync(container.Id, signal, cancellationToken), cancellationToken);
    }
}
