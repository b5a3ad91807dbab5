// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>Real processes on one real store: they build, load, import, tag, untag and prune at once, and some are killed.</summary>
public sealed class StoreStressTests(ITestOutputHelper output)
{
    private const int Processes = 4;
    private const int CommandsOfEach = 25;

    /// <summary>Runs in a process of its own, where a test asks for it by a variable.</summary>
    [Fact]
    [Trait("Needs", "Parent")]
    public async Task A_process_of_many()
    {
        if (Environment.GetEnvironmentVariable("SLIPWAY_TEST_STRESS")?.Split(' ', 2) is not [var seed, var root])
            return;
        var workload = new CrashWorkload(
            new DiskBlobFiles(Path.Combine(root, "store")), new DiskBlobFiles(Path.Combine(root, "cache")), new(), int.Parse(seed, CultureInfo.InvariantCulture), "boot");
        await workload.RunAsync(CommandsOfEach);
    }

    [Fact]
    public async Task Processes_that_build_tag_load_and_prune_at_once_leave_every_name_whole()
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("SLIPWAY_SOAK"), out var soak) ? Math.Max(2, soak / 200) : 2;
        var first = soak > 0 ? Random.Shared.Next(1_000_000) : 1;
        using var folder = new TempFolder();
        for (var round = 0; round < rounds; round++)
        {
            output.WriteLine($"seed {first + round}");
            var random = new Random(first + round);
            var answers = await Task.WhenAll(Enumerable.Range(0, Processes).Select(number => RunAsync(folder.Path, random.Next(), number == 0 ? random.Next(200, 2500) : null)));

            answers.ShouldAllBe(static answer => answer == "");
            var files = Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(folder.Path, path), File.ReadAllBytes);
            StoreJudge.Judge(files, "store").Complaints.ShouldBeEmpty();
        }
    }

    // What went wrong; nothing of a process that was killed.
    private static async Task<string> RunAsync(string root, int seed, int? killedAfter)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-noColor", "-method", $"{typeof(StoreStressTests).FullName}.{nameof(A_process_of_many)}"]) { RedirectStandardOutput = true };
        start.Environment["SLIPWAY_TEST_STRESS"] = $"{seed} {root}";
        using var process = Process.Start(start)!;
        var reading = process.StandardOutput.ReadToEndAsync(cancellation);
        if (killedAfter is { } milliseconds)
        {
            await Task.WhenAny(Task.Delay(milliseconds, cancellation), process.WaitForExitAsync(cancellation));
            process.Kill();
        }
        await process.WaitForExitAsync(cancellation);
        var said = await reading;
        return killedAfter is not null || process.ExitCode == 0 ? "" : said;
    }
}
