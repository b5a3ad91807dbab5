// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.RegularExpressions;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>
/// A build of nine images is killed at seeded moments, all its processes together, and the same command is given again until it comes to its end: what was
/// told of as done does not run again, and the images are those of a build that nobody disturbed. <c>SLIPWAY_SOAK</c> asks for more, at other moments.
/// </summary>
public sealed partial class KilledFleetTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Kills = 4, KillsOfOne = 2;

    private readonly InstalledProgram _slipway = new();
    private CountingRuntime _runtime = null!;

    [GeneratedRegex("^#([0-9]+) \\[.+?\\] RUN (.+)$", RegexOptions.Multiline)]
    private static partial Regex Named();

    [GeneratedRegex("^#([0-9]+) DONE ", RegexOptions.Multiline)]
    private static partial Regex Done();

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        foreach (var tool in (string[])["runc", "busybox", "setsid"])
            Needs.Tool(tool);
        _runtime = new(_slipway.Folder);
        _slipway.Variables["PATH"] = _runtime.Path;
        // Else an image holds the moment at which it was built.
        _slipway.Variables["SOURCE_DATE_EPOCH"] = "1700000000";
        NineImages.Write(_slipway.Folder, seconds: 0.1);
        await EnterAsync("undisturbed");
    }

    public ValueTask DisposeAsync() => _slipway.DisposeAsync();

    [Fact]
    public async Task A_fleet_that_is_killed_at_any_moment_keeps_what_is_done_and_comes_to_the_same_images()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("SLIPWAY_SOAK"), out var soak) ? Math.Max(Kills, soak / 40) : Kills;
        var seed = soak > 0 ? Random.Shared.Next(1_000_000) : 2;
        output.WriteLine($"seed {seed}, {kills} kills");
        var random = new Random(seed);
        await CompleteAsync();
        var expected = Images();

        for (var killed = 0; killed < kills;)
        {
            await EnterAsync($"disturbed-{killed}");
            // What was told of as done, and how often it had been begun by then.
            var done = new Dictionary<string, int>();
            var here = 0;
            for (; here < KillsOfOne && killed < kills; here++, killed++)
            {
                // So many steps are begun, and then a little later: in the midst of one, or between two.
                var (steps, later) = (random.Next(1, Math.Max(2, NineImages.Runs - _runtime.Count)), TimeSpan.FromMilliseconds(random.Next(150)));
                var until = _runtime.Count + steps;
                var told = await _slipway.KillGroupAfterAsync(() => _runtime.Count >= until, later, BuildWords);
                foreach (var command in CommandsDone(told))
                    done.TryAdd(command, Times(command));
                output.WriteLine($"killed {later.TotalMilliseconds} ms after step {until}: {_runtime.Count} begun, {done.Count} told of as done");
            }
            await CompleteAsync();

            done.Where(one => Times(one.Key) != one.Value).ShouldBeEmpty();
            // The rest may have been under way, which is as many at once as there are cores.
            (_runtime.Count - NineImages.Runs).ShouldBeLessThanOrEqualTo(here * Environment.ProcessorCount);
            Images().ShouldBe(expected);
        }
    }

    private static string[] BuildWords => ["build", "./fleet", "--progress", "plain"];

    private string Home => _slipway.Variables["SLIPWAY_HOME"];

    private async Task EnterAsync(string home)
    {
        _slipway.Variables["SLIPWAY_HOME"] = _slipway.Folder[home];
        (await _slipway.RunAsync("base", "busybox", "-t", "test/base:1")).ShouldSucceed();
        _runtime.Forget();
    }

    private int Times(string command) => _runtime.Ran.Count(ran => ran == command);

    private static IEnumerable<string> CommandsDone(string told)
    {
        var names = Named().Matches(told).DistinctBy(static match => match.Groups[1].Value).ToDictionary(static match => match.Groups[1].Value, static match => match.Groups[2].Value);
        return Done().Matches(told).Select(match => names.GetValueOrDefault(match.Groups[1].Value)).OfType<string>();
    }

    // The same command, which comes to its end; then everything is there, nothing is broken, and nothing runs, is mounted or has a control group.
    private async Task CompleteAsync()
    {
        (await _slipway.RunAsync(BuildWords)).ShouldSucceed();
        _runtime.Ran.Distinct().Count().ShouldBe(NineImages.Runs);
        (await _slipway.RunAsync("fsck")).ShouldSucceed();
        MountTable.Below(Home).ShouldBeEmpty();
        Entries("snapshots/new").ShouldBeEmpty();
        Entries("run/containers").ShouldBeEmpty();
        var home = Digest.Sha256(Encoding.UTF8.GetBytes(Home)).Hex[..8];
        Directory.EnumerateDirectories("/sys/fs/cgroup", $"{home}-*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3, IgnoreInaccessible = true }).ShouldBeEmpty();
    }

    private IEnumerable<string> Entries(string folder) =>
        Directory.Exists(Path.Combine(Home, folder)) ? Directory.EnumerateFileSystemEntries(Path.Combine(Home, folder)) : [];

    private IReadOnlyList<string> Images()
    {
        var store = OciLayout.Open(Path.Combine(Home, "store"));
        return [.. NineImages.Names.Select(name => $"{name} {store.Resolve(ImageReference.Parse($"ghcr.io/org/repo/{name}:latest"))?.Digest}")];
    }
}
