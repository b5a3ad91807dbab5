// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Containers;

/// <summary>Command lines that the agent reads: placed by the command, read in the agent by the same words, refused as the command would refuse them.</summary>
internal static class ContainerOrders
{
    private const string RefusedCode = "command_exit_";

    /// <summary>A session's command line as an order, with the variables that its words may name.</summary>
    /// <param name="session">The session.</param>
    /// <param name="isRead">Whether the command has read it.</param>
    public static CommandLineOrder Place(Session session, bool isRead) => new()
    {
        Words = session.Words,
        Folder = session.FindWorkingFolder(),
        Variables = FindVariables(session),
        IsRead = isRead,
    };

    /// <summary>Reads orders in an agent.</summary>
    public static Func<StreamOrder, CancellationToken, Task<LeasedOrder>> ReaderOf(Session agent) => async (order, cancellationToken) =>
    {
        try
        {
            return await ReadAsync(agent.Of(order.Line!), order, cancellationToken);
        }
        catch (Exception e) when (e is not (ModuleException or OperationCanceledException) && ErrorReport.ExitCodeOf(e) is not null)
        {
            throw new ModuleException(HttpStatusCode.BadRequest, $"{RefusedCode}{ErrorReport.ExitCodeOf(e)}", e.Message, e) { Hint = (e as CommandException)?.Help };
        }
    };

    /// <summary>What an agent refused, as the command would have; null where it is no such refusal.</summary>
    public static CommandException? ReadRefusal(ModuleException problem) =>
        problem.Code.StartsWith(RefusedCode, StringComparison.Ordinal) && int.TryParse(problem.Code.AsSpan(RefusedCode.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var exitCode)
            ? new(exitCode, problem.Message, problem.Hint) : null;

    // A name alone stands in -e NAME and -ie NAME, in --env=NAME and --env:NAME, in -eNAME and -ieNAME; a word of the program may look like that too.
    private static Dictionary<string, string> FindVariables(Session session)
    {
        var found = new Dictionary<string, string>();
        foreach (var (index, word) in session.Words.Index())
        {
            foreach (var name in index > 0 ? NamesIn(word, session.Words[index - 1]) : [])
            {
                if (name.Length > 0 && session.Variable(name) is { } value)
                    found[name] = value;
            }
        }
        return found;
    }

    private static string[] NamesIn(string word, string before) =>
        before is "--env" or ['-', not '-', .., 'e'] or "-e" ? [word]
        : word is ['-', not '-', ..] ? [word[(word.IndexOf('e') + 1)..].TrimStart('=', ':')]
        : word.StartsWith("--env", StringComparison.Ordinal) ? [word[5..].TrimStart('=', ':')]
        : [];

    private static async Task<LeasedOrder> ReadAsync(Session session, StreamOrder order, CancellationToken cancellationToken)
    {
        var root = CommandLine.Create(session, session.Words[0]);
        var words = CommandLine.Parse(root, ProgramWords.Guard(root, session.Words));
        if (words is not { Errors.Count: 0, UnmatchedTokens.Count: 0, Action: not HelpWithExamples, CommandResult.Command: IOrderingCommand command } || command.KeepsToItself(words, order.Line!.IsRead))
            throw Unread();
        var lease = command.ReadsImages ? await session.Store.LeaseAsync(cancellationToken) : null;
        try
        {
            return new(command.Order(words, order), lease);
        }
        catch
        {
            lease?.Dispose();
            throw;
        }
    }

    private static ModuleException Unread() => new(HttpStatusCode.BadRequest, CommandLineOrder.UnreadCode, "This command line asks for what only the command itself can do.");
}
