// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.CommandLine.Parsing;
using Slipway.Dockerfile;

namespace Slipway.Cli;

/// <summary>Says what is wrong with a command line, in as few lines as will do, on the error stream.</summary>
internal static class UsageReport
{
    /// <summary>Writes each problem once, and where to read more.</summary>
    public static int Write(ParseResult parsed, TextWriter error)
    {
        var command = parsed.CommandResult.Command;
        var path = PathOf(parsed.CommandResult);
        if ((StrayOption(parsed) ?? (parsed.UnmatchedTokens is [var first, ..] ? first : null)) is { } unknown)
        {
            var isOption = unknown.StartsWith('-');
            error.WriteLine($"{path}: unknown {(isOption ? "option" : command.Subcommands.Count > 0 ? "command" : "argument")} '{unknown}'");
            if (Suggestion.For(unknown, Candidates(command, isOption)) is { } suggestion)
                error.WriteLine($"help: did you mean '{suggestion}'?");
        }
        else
        {
            foreach (var problem in parsed.Errors.Select(static problem => problem.Message).Distinct())
                error.WriteLine($"{path}: {problem}");
        }
        error.WriteLine($"help: {path} --help shows how it is used");
        return ExitCode.Usage;
    }

    /// <summary>
    /// The first word that looks like an option and was taken for an argument, or null. Words behind <c>--</c>, and those of a command
    /// that takes another program's words, are arguments whatever they look like.
    /// </summary>
    public static string? StrayOption(ParseResult parsed)
    {
        if (parsed.CommandResult.Command.Arguments.Any(static argument => argument.CaptureRemainingTokens))
            return null;
        return parsed.Tokens.TakeWhile(static token => token.Type != TokenType.DoubleDash)
            .FirstOrDefault(static token => token is { Type: TokenType.Argument, Value: ['-', _, ..] } && !IsOptionValue(token.Value))?.Value;
    }

    // A negative number is a value.
    private static bool IsOptionValue(string word) => char.IsAsciiDigit(word[1]);

    private static IEnumerable<string> Candidates(Command command, bool isOption) => isOption
        ? command.Options.SelectMany(static option => option.Aliases.Append(option.Name))
        : command.Subcommands.Select(static subcommand => subcommand.Name);

    private static string PathOf(CommandResult result) => result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "slipway";
}
