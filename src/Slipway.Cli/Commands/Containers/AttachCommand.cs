// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway attach</c>.</summary>
internal sealed class AttachCommand : AttachingCommand
{
    private readonly Argument<string> _container = new("CONTAINER") { Description = "Its name, or the beginning of its id." };
    private readonly Option<bool> _noInput = new("--no-stdin") { Description = "Don't pass standard input on." };
    private readonly Option<bool> _signalProxy = AttachWords.SignalProxy();
    private readonly Option<string> _detachKeys = AttachWords.DetachKeys();

    public AttachCommand(Session session)
        : base(session, "attach", "Attach to what a running container reads and writes. A program waits for nobody who looks on: what is not taken fast enough is left out, and said.", "slipway attach web", "slipway attach --no-stdin db")
    {
        Add(_container);
        Add(_noInput);
        Add(_signalProxy);
        Add(_detachKeys);
    }

    internal override bool TakesSignals(ParseResult words) => true;

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var definition = Find(words.GetRequiredValue(_container));
        var input = definition.HasInput && !words.GetValue(_noInput) ? AttachedStreams.Input : AttachedStreams.None;
        RequireTerminal(definition.HasTerminal, input);
        using var agent = OpenAgent();
        var options = new AttachOptions { Streams = AttachedStreams.Output | AttachedStreams.Error | input, Pace = ViewerPace.LeftBehind };
        return await AttachAsync(agent, new()
        {
            Order = new() { Container = definition.Id, Options = options },
            HasTerminal = definition.HasTerminal,
            DetachKeys = DetachKeys.Parse(words.GetValue(_detachKeys)!),
            PassesSignals = words.GetValue(_signalProxy),
        }, cancellationToken);
    }
}
