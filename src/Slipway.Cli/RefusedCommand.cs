// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli;

/// <summary>A command of Docker's that isn't here: known by its name, so that it is refused with the reason and with what to do instead.</summary>
internal sealed class RefusedCommand : SlipwayCommand
{
    private readonly Argument<string[]> _words = new("WORDS") { Description = "Whatever it takes with Docker.", Arity = ArgumentArity.ZeroOrMore, CaptureRemainingTokens = true };
    private readonly string _path;

    /// <param name="session">The session.</param>
    /// <param name="path">Its words, such as <c>network</c>, or <c>volume update</c> for one command of a group.</param>
    public RefusedCommand(Session session, string path)
        : base(session, path.Split(' ')[^1], $"Not supported: {RefusedCommands.Of(path, []).Reason}", $"slipway {path}")
    {
        _path = path;
        Hidden = true;
        Add(_words);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var (path, reason, instead) = RefusedCommands.Of(_path, words.GetValue(_words) ?? []);
        throw CommandException.Usage($"'{path}' is not supported: {reason}", instead);
    }
}
