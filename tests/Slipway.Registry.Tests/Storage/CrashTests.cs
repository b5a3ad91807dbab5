// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>A registry that dies, at every step there is and at any moment: what it acknowledged is there, and nothing else passes for being there.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private static readonly RepositoryName Repository = RepositoryName.Parse("team/app");
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("the bytes of a layer, which matter");
    private static readonly Digest Name = Digest.Sha256(Content);

    [Fact]
    public async Task A_push_that_dies_at_any_step_leaves_the_blob_whole_or_absent_and_can_be_done_again()
    {
        var steps = 0;
        for (var finished = false; !finished; steps++)
        {
            using var folder = new TempFolder();
            var options = new RegistryOptions { Root = folder["registry"] };
            finished = await TryPushAsync(options, steps);

            using var storage = RegistryStorage.Open(options, TimeProvider.System, NullLoggerFactory.Instance);
            using (var blob = await storage.Blobs.OpenAsync(Repository, Name, RegistryHttp.Cancellation))
            {
                if (finished)
                    blob.ShouldNotBeNull();
                if (blob is not null)
                    (await storage.Blobs.VerifyOnceAsync(blob, RegistryHttp.Cancellation)).ShouldBeTrue();
            }
            await PushAsync(storage);
            using var again = await storage.Blobs.OpenAsync(Repository, Name, RegistryHttp.Cancellation);
            again.ShouldNotBeNull();
            (await storage.Blobs.VerifyOnceAsync(again, RegistryHttp.Cancellation)).ShouldBeTrue();
        }
        // Create, two writes, touch, flush, rename, flush the folder: fewer would mean that this test no longer dies in between.
        steps.ShouldBeGreaterThanOrEqualTo(7);
    }

    [Fact]
    public async Task What_a_push_that_died_left_behind_is_swept_after_a_day()
    {
        for (var steps = 1; steps < 7; steps++)
        {
            using var folder = new TempFolder();
            var time = new FakeTime(DateTimeOffset.UtcNow);
            var options = new RegistryOptions { Root = folder["registry"] };
            (await TryPushAsync(options, steps)).ShouldBeFalse();
            using var storage = RegistryStorage.Open(options, time, NullLoggerFactory.Instance);
            Files(folder).ShouldNotBeEmpty();

            await storage.Collector.CollectAsync(CollectionMode.Collect, RegistryHttp.Cancellation);
            Files(folder).ShouldNotBeEmpty();
            time.Now += TimeSpan.FromHours(25);
            await storage.Collector.CollectAsync(CollectionMode.Collect, RegistryHttp.Cancellation);

            Files(folder).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_collection_that_dies_at_any_step_is_finished_by_the_next()
    {
        for (var (steps, finished) = (0, false); !finished; steps++)
        {
            using var folder = new TempFolder();
            var options = new RegistryOptions { Root = folder["registry"], Collection = new() { Grace = TimeSpan.Zero } };
            var later = new FakeTime(DateTimeOffset.UtcNow.AddMinutes(1));
            using (var storage = RegistryStorage.Open(options, TimeProvider.System, NullLoggerFactory.Instance))
                await PushAsync(storage);
            var files = new CrashingFiles(new DiskBlobFiles(options.Root), steps);
            using (var storage = RegistryStorage.Open(options, files, later, NullLoggerFactory.Instance))
            {
                files.Arm();
                try
                {
                    await storage.Collector.CollectAsync(CollectionMode.Collect, RegistryHttp.Cancellation);
                    finished = true;
                }
                catch (CrashException)
                {
                    (await storage.Blobs.FindAsync(Repository, Name, RegistryHttp.Cancellation)).ShouldBeNull();
                }
            }

            using var after = RegistryStorage.Open(options, later, NullLoggerFactory.Instance);
            await after.Collector.CollectAsync(CollectionMode.Collect, RegistryHttp.Cancellation);

            Files(folder).ShouldBeEmpty();
            await PushAsync(after);
            using var blob = await after.Blobs.OpenAsync(Repository, Name, RegistryHttp.Cancellation);
            blob.ShouldNotBeNull();
        }
    }

    /// <summary><c>SLIPWAY_SOAK</c> makes it two hundred lives.</summary>
    [Fact]
    public async Task A_registry_that_is_killed_again_and_again_keeps_every_push_that_it_acknowledged()
    {
        using var folder = new TempFolder();
        var tags = new ConcurrentDictionary<string, IReadOnlyList<Digest?>>();
        var (lives, seed) = Environment.GetEnvironmentVariable("SLIPWAY_SOAK") is null ? (10, 7) : (200, Random.Shared.Next());
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var life = 0; life <= lives; life++)
        {
            using var process = Start(folder["registry"]);
            try
            {
                var address = new Uri((await process.StandardOutput.ReadLineAsync(RegistryHttp.Cancellation))!);
                using var http = new RegistryHttp(address, RegistrySecrets.ReadPushToken(folder["registry"]));
                foreach (var (tag, allowed) in tags)
                    tags[tag] = [await ReadTagAsync(http, tag, allowed)];
                if (life < lives)
                    await WorkUntilKilledAsync(http, process, tags, random);
            }
            finally
            {
                process.Kill();
                // Killed: it ends whatever the test's token says.
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    // Killed as soon as some requests are acknowledged, while the others are somewhere in the middle of theirs.
    private static async Task WorkUntilKilledAsync(RegistryHttp http, Process process, ConcurrentDictionary<string, IReadOnlyList<Digest?>> tags, Random random)
    {
        var enough = new TaskCompletionSource();
        var left = random.Next(1, 25);
        var working = Task.WhenAll(Enumerable.Range(0, 4).Select(worker => WorkAsync(http, worker, tags, new(random.Next()), () =>
        {
            if (Interlocked.Decrement(ref left) <= 0)
                enough.TrySetResult();
        })));
        // Who ends before has met something that it should not have.
        await await Task.WhenAny(enough.Task, working);
        process.Kill();
        await process.WaitForExitAsync(RegistryHttp.Cancellation);
        await working;
    }

    // Pushes, moves and deletes tags of its own, of content that all share. While a request is under way its tag may be either; then it is what was told.
    private static async Task WorkAsync(RegistryHttp http, int worker, ConcurrentDictionary<string, IReadOnlyList<Digest?>> tags, Random random, Action acknowledge)
    {
        try
        {
            while (true)
            {
                var tag = $"worker{worker}-{random.Next(6)}";
                var before = tags.GetValueOrDefault(tag, [null]);
                if (random.Next(4) == 0)
                {
                    tags[tag] = [.. before, null];
                    await http.DeleteAsync($"/v2/team/app/manifests/{tag}");
                    tags[tag] = [null];
                }
                else
                {
                    var manifest = await http.MakeManifestAsync("team/app", $"{random.Next(12)} {new string('x', 50_000)}");
                    var digest = Digest.Sha256(Encoding.UTF8.GetBytes(manifest));
                    tags[tag] = [.. before, digest];
                    (await http.PutManifestAsync("team/app", tag, manifest)).StatusCode.ShouldBe(HttpStatusCode.Created);
                    tags[tag] = [digest];
                }
                acknowledge();
            }
        }
        catch (HttpRequestException)
        {
            // Dead.
        }
    }

    private static async Task<Digest?> ReadTagAsync(RegistryHttp http, string tag, IReadOnlyList<Digest?> allowed)
    {
        var response = await http.HeadAsync($"/v2/team/app/manifests/{tag}");
        var named = response.StatusCode == HttpStatusCode.NotFound ? (Digest?)null : Digest.Parse(response.Header("Docker-Content-Digest")!);
        allowed.ShouldContain(named, tag);
        if (named is { } digest)
            await ShouldBeWholeAsync(http, tag, digest);
        return named;
    }

    private static async Task ShouldBeWholeAsync(RegistryHttp http, string tag, Digest digest)
    {
        var manifest = await http.GetAsync($"/v2/team/app/manifests/{tag}");
        manifest.StatusCode.ShouldBe(HttpStatusCode.OK, tag);
        var bytes = await manifest.BytesAsync();
        Digest.Sha256(bytes).ShouldBe(digest);
        var image = ManifestBlob.Parse(bytes).Image!;
        foreach (var part in image.Layers.Append(image.Config))
            Digest.Sha256(await (await http.GetAsync($"/v2/team/app/blobs/{part.Digest}")).BytesAsync()).ShouldBe(part.Digest);
    }

    private static Process Start(string root) =>
        Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["serve", root, "collecting"]) { RedirectStandardOutput = true })!;

    private static async Task<bool> TryPushAsync(RegistryOptions options, int steps)
    {
        var files = new CrashingFiles(new DiskBlobFiles(options.Root), steps);
        using var storage = RegistryStorage.Open(options, files, TimeProvider.System, NullLoggerFactory.Instance);
        files.Arm();
        try
        {
            await PushAsync(storage);
            return true;
        }
        catch (CrashException)
        {
            return false;
        }
    }

    private static async Task PushAsync(RegistryStorage storage)
    {
        var cancellation = RegistryHttp.Cancellation;
        var started = await storage.Uploads.StartAsync(Repository, Name.HashName, null, cancellation);
        var session = (await storage.Uploads.EnterAsync(Repository, started.Record.Id, cancellation)).ShouldNotBeNull();
        await storage.Uploads.AppendAsync(session, new MemoryStream(Content, 0, 10), null, cancellation);
        await storage.Uploads.AppendAsync(session, new MemoryStream(Content, 10, Content.Length - 10), null, cancellation);
        await storage.Uploads.CompleteAsync(session, Name, cancellation);
        session.Leave();
    }

    private static string[] Files(TempFolder folder) => Directory.GetFiles(folder["registry/data"], "*", SearchOption.AllDirectories);
}
