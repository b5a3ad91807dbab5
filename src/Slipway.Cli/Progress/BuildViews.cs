// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli.Progress;

/// <summary>Chooses how a build is shown.</summary>
internal static class BuildViews
{
    /// <summary><c>--progress auto|tty|plain|quiet</c>; auto is tty on a terminal and plain in a pipe.</summary>
    public static Option<string> Option()
    {
        var option = new Option<string>("--progress")
        {
            Description = "How to show progress: auto, tty, plain or quiet.",
            HelpName = "KIND",
            DefaultValueFactory = static _ => "auto",
        };
        option.AcceptOnlyFromAmong("auto", "tty", "plain", "quiet");
        return option;
    }

    /// <summary>The view of a session for a word of <see cref="Option"/>.</summary>
    public static IBuildView Open(Session session, string? kind) => kind switch
    {
        "quiet" => new QuietBuildView(),
        "plain" => new PlainBuildView(session.Error),
        "tty" => Live(session, session.ErrorTerminal == TerminalKind.Plain ? TerminalKind.Monochrome : session.ErrorTerminal),
        _ => session.ErrorTerminal == TerminalKind.Plain ? new PlainBuildView(session.Error) : Live(session, session.ErrorTerminal),
    };

    private static LiveBuildView Live(Session session, TerminalKind kind) =>
        new(session.Error, new Style(kind), session.TerminalSize, session.Time);
}
