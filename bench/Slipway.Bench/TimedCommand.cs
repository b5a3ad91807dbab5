// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;

namespace Slipway.Bench;

/// <summary>Runs a command to its end and says what it cost.</summary>
internal static class TimedCommand
{
    // The shell's own clock counts the children that were waited for, which .NET's does not. Its figures are the last line of its standard error.
    private const string Script = "TIMEFORMAT='%3R %3U %3S'; time \"$0\" \"$@\" >\"$BENCH_LOG\" 2>&1";

    /// <summary>Runs it; what it writes goes into a file.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0; the message holds the end of what it wrote.</exception>
    public static async Task<Cost> RunAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, Action<int>? started = null)
    {
        var log = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("bash", ["-c", Script, .. command]) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
            foreach (var (name, value) in environment)
                start.Environment[name] = value;
            start.Environment["BENCH_LOG"] = log;
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            started?.Invoke(process.Id);
            var error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"'{string.Join(' ', command)}' ended with {process.ExitCode}:\n{string.Join('\n', (await File.ReadAllLinesAsync(log)).TakeLast(20))}");
            var figures = error.TrimEnd().Split('\n')[^1].Split(' ').Select(static figure => TimeSpan.FromSeconds(double.Parse(figure, CultureInfo.InvariantCulture))).ToList();
            return new(figures[0], figures[1] + figures[2]);
        }
        finally
        {
            File.Delete(log);
        }
    }
}
