// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway start</c>.</summary>
internal sealed class StartCommand : AttachingCommand
{
    private readonly Argument<string[]> _names = new("CONTAINER") { Description = "Names, or beginnings of ids.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _attach = new("--attach", "-a") { Description = "Show what it writes, pass signals on, and end as it ends; for one container." };
    private readonly Option<bool> _interactive = new("--interactive", "-i") { Description = "Pass standard input on too, if it was made with --interactive." };
    private readonly Option<string> _detachKeys = AttachWords.DetachKeys();

    public StartCommand(Session session) : base(session, "start", "Start containers that were made or have ended.", "slipway start db", "slipway start web db", "slipway start -a -i shell")
    {
        Add(_names);
        Add(_attach);
        Add(_interactive);
        Add(_detachKeys);
    }

    internal override bool TakesSignals(ParseResult words) => words.GetValue(_attach) || words.GetValue(_interactive);

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var names = words.GetRequiredValue(_names);
        if (!TakesSignals(words))
            return await ForEachAsync(names, (agent, container) => agent.StartAsync(container.Id, cancellationToken), cancellationToken);
        if (names.Length > 1)
            throw CommandException.Usage("only one container can be started and attached to at once.", "name one, or leave --attach and --interactive out");
        var definition = Find(names[0]);
        var input = words.GetValue(_interactive) && definition.HasInput ? AttachedStreams.Input : AttachedStreams.None;
        RequireTerminal(definition.HasTerminal, input);
        using var agent = OpenAgent();
        return await AttachAsync(agent, new()
        {
            Order = new() { Container = definition.Id, Options = new() { Streams = AttachedStreams.Output | AttachedStreams.Error | input, Moment = AttachMoment.Start } },
            HasTerminal = definition.HasTerminal,
            DetachKeys = DetachKeys.Parse(words.GetValue(_detachKeys)!),
            PassesSignals = true,
        }, cancellationToken);
    }
}
