// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands.Building;

namespace Slipway.Cli.Progress;

/// <summary>Chooses how a build is shown.</summary>
internal static class BuildViews
{
    /// <summary><c>--progress auto|tty|plain|quiet|rawjson</c>; auto is tty on a terminal and plain in a pipe.</summary>
    public static Option<string> Option()
    {
        var option = new Option<string>("--progress")
        {
            Description = "How to show progress: auto (tty on a terminal, else plain), tty, plain, quiet, or rawjson (BuildKit's status as JSON lines). BUILDKIT_PROGRESS says what auto is. Example: --progress plain",
            HelpName = "KIND",
            DefaultValueFactory = static _ => "auto",
        };
        option.AcceptOnlyFromAmong("auto", "tty", "plain", "quiet", "rawjson");
        return option;
    }

    /// <summary>The view of a session for what is to be shown.</summary>
    public static IBuildView Open(Session session, BuildShow show)
    {
        var view = Open(session, KindOf(session, show));
        // A line of text among lines of JSON would break them.
        if (show.Explains && view is RawJsonBuildView)
            throw CommandException.Usage("--explain writes lines of text, and the progress rawjson JSON alone.", "leave one of them out");
        if (show.Explains)
            view = new ExplainingBuildView(view, session.Error, new(session.ErrorTerminal));
        return show.FailureShell is null ? view : new GatedBuildView(view);
    }

    /// <summary>Whether what is shown is JSON alone, which lines for people would break.</summary>
    public static bool IsForPrograms(Session session, BuildShow show) => KindOf(session, show) == "rawjson";

    private static string? KindOf(Session session, BuildShow show) =>
        show.Progress is null or "auto" && session.Variable("BUILDKIT_PROGRESS") is { Length: > 0 } chosen ? chosen : show.Progress;

    private static IBuildView Open(Session session, string? kind) => kind switch
    {
        "quiet" => new QuietBuildView(),
        "plain" => new PlainBuildView(session.Error),
        "rawjson" => new RawJsonBuildView(session.Error),
        "tty" => Live(session, session.ErrorTerminal == TerminalKind.Plain ? TerminalKind.Monochrome : session.ErrorTerminal),
        _ => session.ErrorTerminal == TerminalKind.Plain ? new PlainBuildView(session.Error) : Live(session, session.ErrorTerminal),
    };

    private static LiveBuildView Live(Session session, TerminalKind kind) =>
        new(session.Error, new Style(kind), session.TerminalSize, session.Time)
        {
            // As BuildKit's terminal view.
            LogLines = int.TryParse(session.Variable("BUILDKIT_TTY_LOG_LINES"), out var lines) && lines is > 0 and <= 100 ? lines : LiveBuildView.DefaultLogLines,
        };
}
