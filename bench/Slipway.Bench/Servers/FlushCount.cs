// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>Counts how often a process makes something durable, by <c>strace</c>.</summary>
internal static class FlushCount
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How many fsync, fdatasync, sync_file_range and syncfs a process calls while something is done.</summary>
    public static async Task<int> CountAsync(int process, Action work)
    {
        using var folder = new TempFolder();
        var report = folder["calls"];
        using var strace = Process.Start(new ProcessStartInfo(Needs.Tool("strace"),
            ["-f", "-o", report, "-e", "trace=fsync,fdatasync,sync_file_range,syncfs", "-p", process.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!;
        try
        {
            // It says so when it has attached itself to all threads.
            using var limit = new CancellationTokenSource(Patience);
            while (await strace.StandardError.ReadLineAsync(limit.Token) is { } line && !line.Contains("attached", StringComparison.Ordinal))
            {
                // Something else it says.
            }
            await Task.Run(work);
        }
        finally
        {
            // By the signal that it leaves the process alone at.
            using var stop = Process.Start("kill", ["-INT", strace.Id.ToString(CultureInfo.InvariantCulture)]);
            await strace.WaitForExitAsync();
        }
        // A call that another thread interrupted has a second line, "<... fsync resumed>".
        return File.ReadLines(report).Count(static line => line.Contains("sync(", StringComparison.Ordinal) || line.Contains("sync_file_range(", StringComparison.Ordinal) || line.Contains("syncfs(", StringComparison.Ordinal));
    }
}
