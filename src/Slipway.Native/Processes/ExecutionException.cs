// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>An external program could not be started, or ended with an exit code that says it did not do what was asked.</summary>
public sealed class ExecutionException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was run, how it ended and what to do, in sentences.</param>
    public ExecutionException(string message)
        : base(message)
    {
    }

    /// <summary>The program's name.</summary>
    public required string Program { get; init; }

    /// <summary>Its exit code; null if it never ran.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The end of what it wrote, its errors if there were any; empty if it never ran.</summary>
    public string Tail { get; init; } = "";

    /// <summary>The Debian package that has the program; null where that isn't the remedy.</summary>
    public string? Package { get; init; }
}
