// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Slipway.Cli.Commands.Containers;

namespace Slipway.Cli;

/// <summary>The whole command line.</summary>
internal static class CommandLine
{
    // @scope/package is a word like any other, not a file with words in it.
    private static readonly ParserConfiguration Words = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs one command line and says the exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> words, Session session)
    {
        session.Words = words;
        try
        {
            return await OrderedRun.TryAsync(session, CancellationToken.None) ?? await InvokeAsync(words, session);
        }
        catch (Exception e)
        {
            return ErrorReport.Write(e, session);
        }
        finally
        {
            await session.FlushAsync();
        }
    }

    private static async Task<int> InvokeAsync(IReadOnlyList<string> words, Session session)
    {
        var root = Create(session, words.Count > 0 ? words[0] : null);
        var parsed = Parse(root, ProgramWords.Guard(root, OptionalValues.Fill(words)));
        var configuration = new InvocationConfiguration
        {
            Output = session.Output,
            Error = session.Error,
            EnableDefaultExceptionHandler = false,
            // A build that is interrupted ends its containers; that takes a moment.
            ProcessTerminationTimeout = parsed.CommandResult.Command is SlipwayCommand command && command.TakesSignals(parsed) ? null : TimeSpan.FromSeconds(20),
        };
        using var hangUp = new HangUp();
        try
        {
            return parsed.Action is ParseErrorAction || parsed.UnmatchedTokens.Count > 0 || (parsed.Action is not HelpWithExamples && UsageReport.StrayOption(parsed) is not null)
                ? UsageReport.Write(parsed, session.Error)
                : await parsed.InvokeAsync(configuration, hangUp.Token);
        }
        catch (OperationCanceledException e) when (hangUp.Token.IsCancellationRequested)
        {
            ErrorReport.Write(e, session);
            return ExitCode.HungUp;
        }
    }

    /// <summary>Reads words as a command line.</summary>
    public static ParseResult Parse(RootCommand root, IReadOnlyList<string> words) => root.Parse(words, Words);

    /// <summary>The commands that a command line may mean, in the order in which help shows them.</summary>
    /// <param name="session">The session they work in.</param>
    /// <param name="first">The first word of the command line; null, the default, for all commands.</param>
    public static RootCommand Create(Session session, string? first = null)
    {
        var root = new RootCommand("Takes a fleet of container images from Dockerfile to running module, without a Docker daemon.");
        foreach (var command in CommandCatalog.Create(session, first))
            root.Add(command);
        foreach (var option in root.Options.OfType<HelpOption>())
            option.Action = new HelpWithExamples();
        foreach (var option in root.Options.OfType<VersionOption>())
            option.Aliases.Add("-v");
        root.Action = new HelpWithExamples();
        return root;
    }
}
