// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Slipway.TestKit;

/// <summary>Runs a program that we did not write, for what it says of something.</summary>
public static class Oracle
{
    /// <summary>What the program writes to its standard output, as UTF-8.</summary>
    /// <exception cref="InvalidOperationException">It ended with another code than 0; the message has what it wrote to its standard error.</exception>
    public static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"'{program}' ended with {process.ExitCode}: {await errors}");
    }
}
