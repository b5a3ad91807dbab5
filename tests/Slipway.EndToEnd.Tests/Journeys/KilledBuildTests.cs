// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>
/// The program is killed at random moments of real builds. What it leaves is judged by skopeo and sha256sum; then the same command completes, and nothing
/// runs, is mounted, or has a control group. <c>SLIPWAY_SOAK</c> asks for more kills, at other moments.
/// </summary>
public sealed class KilledBuildTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Kills = 8;
    private const string Dockerfile = """
        FROM test/base:1
        COPY stamp /stamp
        RUN cat /stamp > /one; sleep 0.1
        COPY many /many
        RUN ls /many | wc -l > /two; sleep 0.1
        """;

    private readonly InstalledProgram _slipway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Store => Path.Combine(_slipway.Home, "store");

    private string Archive => _slipway.Folder["out.tar"];

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        foreach (var tool in (string[])["runc", "skopeo", "sha256sum", "busybox"])
            Needs.Tool(tool);
        (await _slipway.RunAsync("base", "busybox", "-t", "test/base:1")).ShouldSucceed();
        _slipway.Folder.Write("context/Dockerfile", Dockerfile);
        foreach (var number in Enumerable.Range(0, 300))
            _slipway.Folder.Write($"context/many/{number}", new string('x', 1000 + number));
    }

    public ValueTask DisposeAsync() => _slipway.DisposeAsync();

    [Fact]
    public async Task A_build_that_is_killed_at_any_moment_leaves_a_whole_store_and_the_next_one_completes()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("SLIPWAY_SOAK"), out var soak) ? Math.Max(Kills, soak / 20) : Kills;
        var seed = soak > 0 ? Random.Shared.Next(1_000_000) : 1;
        output.WriteLine($"seed {seed}, {kills} kills");
        var random = new Random(seed);
        var whole = Stopwatch.StartNew();
        await CompleteAsync("whole");
        whole.Stop();

        for (var kill = 0; kill < kills; kill++)
        {
            _slipway.Folder.Write("context/stamp", $"kill {kill}");
            var after = whole.Elapsed * random.NextDouble();
            await _slipway.KillAfterAsync(after, BuildWords);
            output.WriteLine($"killed after {after.TotalMilliseconds:0} ms");
            await JudgeAsync();
            if (kill % 4 == 3)
                await CompleteAsync($"kill {kill}");
        }
        await CompleteAsync("the end");
    }

    private string[] BuildWords => ["build", "-t", "killed:1", "-o", $"type=oci,dest={Archive}", "-o", "type=image", "--progress", "plain", _slipway.Folder["context"]];

    private async Task CompleteAsync(string stamp)
    {
        _slipway.Folder.Write("context/stamp", stamp);
        (await _slipway.RunAsync(BuildWords)).ShouldSucceed();
        await JudgeAsync();
        (await _slipway.RunAsync("run", "--rm", "killed:1", "cat", "/one", "/two")).ShouldSucceed().Output.ShouldBe($"{stamp}300\n");
        MountTable.Below(_slipway.Home).ShouldBeEmpty();
        Entries("snapshots/new").ShouldBeEmpty();
        Entries("run/containers").ShouldBeEmpty();
        var home = Digest.Sha256(Encoding.UTF8.GetBytes(_slipway.Home)).Hex[..8];
        Directory.EnumerateDirectories("/sys/fs/cgroup", $"{home}-*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3, IgnoreInaccessible = true }).ShouldBeEmpty();
        (await _slipway.RunAsync("fsck")).ShouldSucceed();
    }

    private IEnumerable<string> Entries(string folder) =>
        Directory.Exists(Path.Combine(_slipway.Home, folder)) ? Directory.EnumerateFileSystemEntries(Path.Combine(_slipway.Home, folder)) : [];

    // By tools that are not ours alone.
    private async Task JudgeAsync()
    {
        var blobs = Directory.GetFiles(Path.Combine(Store, "blobs", "sha256"));
        var sums = await RunAsync("sha256sum", blobs);
        foreach (var line in sums.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Path.GetFileName(line[66..]).ShouldBe(line[..64]);
        using var index = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Store, "index.json"), Cancellation));
        var names = index.RootElement.GetProperty("manifests").EnumerateArray().Select(static entry => entry.TryGetProperty("annotations", out var annotations)
            ? annotations.GetProperty("org.opencontainers.image.ref.name").GetString() : null).OfType<string>().ToList();
        names.ShouldContain("docker.io/test/base:1");
        foreach (var name in names)
        {
            using var copy = new TempFolder();
            await RunAsync("skopeo", ["inspect", $"oci:{Store}:{name}"]);
            await RunAsync("skopeo", ["--insecure-policy", "copy", $"oci:{Store}:{name}", $"dir:{copy["copy"]}"]);
        }
        if (File.Exists(Archive))
            await RunAsync("skopeo", ["inspect", $"oci-archive:{Archive}"]);
    }

    private static async Task<string> RunAsync(string tool, string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(Needs.Tool(tool), words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        var answer = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        process.ExitCode.ShouldBe(0, $"{tool} {string.Join(' ', words.Take(4))}: {await error}");
        return answer;
    }
}
