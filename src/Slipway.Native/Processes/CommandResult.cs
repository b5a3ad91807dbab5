// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Native;

/// <summary>How an external program ended.</summary>
public sealed class CommandResult
{
    private const int MaxTailChars = 4000;

    internal CommandResult(string name, int exitCode, byte[] output, byte[] error) => (Name, ExitCode, Output, Error) = (name, exitCode, output, error);

    /// <summary>The exit code; 128 + the signal's number if it was killed.</summary>
    public int ExitCode { get; }

    /// <summary>What it wrote to its standard output, cut at <see cref="Command.MaxCapturedBytes"/>; empty if that went to a stream.</summary>
    public ReadOnlyMemory<byte> Output { get; }

    /// <summary>What it wrote to its standard error, cut at <see cref="Command.MaxCapturedBytes"/>; empty if that went to a stream.</summary>
    public ReadOnlyMemory<byte> Error { get; }

    /// <summary><see cref="Output"/> as UTF-8 text, without line ends at its end.</summary>
    public string OutputText => Encoding.UTF8.GetString(Output.Span).TrimEnd('\n', '\r');

    /// <summary><see cref="Error"/> as UTF-8 text, without line ends at its end.</summary>
    public string ErrorText => Encoding.UTF8.GetString(Error.Span).TrimEnd('\n', '\r');

    private string Name { get; }

    /// <summary>This result, if the exit code is 0.</summary>
    /// <exception cref="ExecutionException">The exit code is another; the message ends with what the program wrote last.</exception>
    public CommandResult EnsureSuccess()
    {
        if (ExitCode == 0)
            return this;
        var text = ErrorText.Length > 0 ? ErrorText : OutputText;
        var tail = text.Length > MaxTailChars ? text[^MaxTailChars..] : text;
        var message = tail.Length > 0 ? $"'{Name}' ended with exit code {ExitCode}: {tail}" : $"'{Name}' ended with exit code {ExitCode} and said nothing.";
        throw new ExecutionException(message) { Program = Name, ExitCode = ExitCode, Tail = tail };
    }
}
