// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway create</c>: a container that is started later.</summary>
internal sealed class CreateCommand : ContainerCommand
{
    private readonly Argument<string> _image = new("IMAGE") { Description = "A name, or the beginning of a digest." };
    private readonly Argument<string[]> _command = new("COMMAND") { Description = "What to run in place of the image's command.", Arity = ArgumentArity.ZeroOrMore, CaptureRemainingTokens = true };
    private readonly StreamWords _streams = new();
    private readonly DefinitionWords _words;

    public CreateCommand(Session session)
        : base(session, "create", "Make a container without starting it.", "slipway create --name db -v data:/var/lib/db db:1", "slipway create -p 8080:80 web:1", "slipway create -it --name shell app:1.0 sh")
    {
        _words = new(session);
        Add(_image);
        Add(_command);
        _streams.AddTo(this);
        _words.AddTo(this);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var streams = _streams.StreamsOf(words);
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        var definition = _streams.Apply(_words.Define(words, words.GetRequiredValue(_image), words.GetValue(_command) ?? []), words, streams);
        using var agent = OpenAgent();
        Session.Output.WriteLine((await agent.CreateAsync(definition, cancellationToken)).Id);
        return ExitCode.Done;
    }
}
