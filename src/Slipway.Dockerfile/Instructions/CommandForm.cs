// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>How a command is written: as JSON strings, or as a line for the shell. Variables in it are left to whatever runs it.</summary>
public abstract record CommandForm
{
    private protected CommandForm()
    {
    }
}

/// <summary>The JSON form: a program and its arguments, run as they are. No strings at all means "no command".</summary>
/// <param name="Arguments">The strings, JSON escapes taken off.</param>
public sealed record ExecForm(IReadOnlyList<Word> Arguments) : CommandForm
{
    /// <summary>The strings as text.</summary>
    public IReadOnlyList<string> Texts => [.. Arguments.Select(argument => argument.Text)];
}

/// <summary>The shell form: a line that is given to the current SHELL.</summary>
/// <param name="Command">The line, continuation lines joined.</param>
public sealed record ShellForm(Word Command) : CommandForm;
