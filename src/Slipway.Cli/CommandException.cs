// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli;

/// <summary>A command that can't go on, with what to say and the exit code that fits.</summary>
internal sealed class CommandException(int exitCode, string message, string? help = null) : Exception(message)
{
    /// <summary>The exit code.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What to do about it, or null.</summary>
    public string? Help { get; } = help;

    /// <summary>A thing that was asked for is not there.</summary>
    public static CommandException No(string message, string? help = null) => new(Cli.ExitCode.No, message, help);

    /// <summary>A word of the command line can't be understood.</summary>
    public static CommandException Usage(string message, string? help = null) => new(Cli.ExitCode.Usage, message, help);

    /// <summary>What <paramref name="make"/> gives; what a type doesn't take is a word of the command line that can't be understood.</summary>
    /// <exception cref="CommandException">The type refused.</exception>
    public static T OfArguments<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException problem)
        {
            // The types know what they take; their words are for people.
            throw Usage(problem.Message.Split(" (Parameter", 2)[0].Split('\n')[0]);
        }
    }
}
