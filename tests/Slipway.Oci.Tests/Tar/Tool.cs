// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.TestKit;

namespace Slipway.Oci.Tests;

/// <summary>Runs the programs that serve as oracles.</summary>
internal static class Tool
{
    /// <summary>Runs a program that must exit with 0, and returns what it wrote to stdout.</summary>
    internal static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Needs.Tool(program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}: {errors.GetAwaiter().GetResult()}");
        return output;
    }
}
