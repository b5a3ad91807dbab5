// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli;

/// <summary>A command: its words are declared in the constructor, its work is <see cref="RunAsync"/>.</summary>
internal abstract class SlipwayCommand : Command
{
    protected SlipwayCommand(Session session, string name, string description, params string[] examples) : base(name, description)
    {
        (Session, Examples) = (session, examples);
        SetAction(RunAsync);
    }

    /// <summary>Command lines to learn from, shown by <c>--help</c>.</summary>
    public IReadOnlyList<string> Examples { get; }

    protected Session Session { get; }

    /// <summary>Whether it deals with signals itself: passes them on, say. Else SIGINT and SIGTERM cancel its work.</summary>
    internal virtual bool TakesSignals(ParseResult words) => false;

    /// <summary>Does the work and says the exit code.</summary>
    protected abstract Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken);
}
