// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Slipway.Native;

/// <summary>Runs a program that has this process's terminal to itself: a shell, an editor. What it writes goes to standard error's terminal, so that standard output stays the answer's.</summary>
public static class TerminalCommand
{
    private const string ToStandardError = """exec "$@" 1>&2""";

    /// <summary>Runs the program to its end. However it ends, the terminal is set afterwards as it was before.</summary>
    /// <param name="command">The program; its streams are not used, it has the terminal.</param>
    /// <param name="cancellationToken">Kills it, and what it started.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="InvalidOperationException">Standard input and standard error are no terminal.</exception>
    /// <exception cref="ExecutionException">The program isn't installed, or could not be started.</exception>
    public static async Task<int> RunAsync(Command command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        cancellationToken.ThrowIfCancellationRequested();
        if (!TerminalMode.IsThere)
            throw new InvalidOperationException("Standard input and standard error are no terminal.");
        var path = Command.Find(command.Program)
            ?? throw new ExecutionException($"'{command.Program}' is not installed on this machine. Install it: apt-get install {command.Package ?? command.Program}") { Program = command.Program };
        var start = new ProcessStartInfo("/bin/sh", ["-c", ToStandardError, "sh", path, .. command.Arguments]) { WorkingDirectory = command.WorkingDirectory ?? "" };
        start.Environment.Clear();
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
        start.Environment["TERM"] = Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } term ? term : "linux";
        using var mode = TerminalMode.TryKeep();
        using var process = command.Start(start);
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                // Killed already; waiting only reaps it.
                await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
