// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>A mirror that is killed while it fetches: what is there is right, and the rest can be had again.</summary>
public sealed class KilledMirrorTests(ITestOutputHelper output)
{
    private const string Repository = "team/app";

    [Fact]
    public async Task A_mirror_that_is_killed_within_a_fetch_has_nothing_of_it_and_fetches_again()
    {
        using var folder = new TempFolder();
        var interference = new Interference();
        await using var upstream = await StartUpstreamAsync(interference);
        var content = MakeContent(1 << 20, seed: 1);
        var name = Digest.Sha256(content);
        interference.AnswerBlobs(async context =>
        {
            context.Response.ContentLength = content.Length;
            await context.Response.Body.WriteAsync(content.AsMemory(0, content.Length / 2));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        await RunAsync(folder, upstream, async (http, process) =>
        {
            using var answer = await http.Client.GetAsync($"/v2/hub/{Repository}/blobs/{name}", HttpCompletionOption.ResponseHeadersRead, RegistryHttp.Cancellation);
            await using var body = await answer.Content.ReadAsStreamAsync(RegistryHttp.Cancellation);
            await body.ReadExactlyAsync(new byte[content.Length / 2], RegistryHttp.Cancellation);
            process.Kill();
            (await Should.ThrowAsync<Exception>(async () => await body.ReadExactlyAsync(new byte[content.Length / 2], RegistryHttp.Cancellation))).ShouldBeAssignableTo<IOException>();
        });

        interference.AnswerBlobs(async context =>
        {
            context.Response.ContentLength = content.Length;
            await context.Response.Body.WriteAsync(content);
        });
        await RunAsync(folder, upstream, async (http, _) =>
        {
            Digest.Sha256(await (await http.GetAsync($"/v2/hub/{Repository}/blobs/{name}")).BytesAsync()).ShouldBe(name);
            Digest.Sha256(await (await http.GetAsync($"/v2/hub/{Repository}/blobs/{name}")).BytesAsync()).ShouldBe(name);
        });
        interference.Requests.Count(static request => request.StartsWith("GET", StringComparison.Ordinal)).ShouldBe(2);
        Directory.GetFiles(folder["registry/data/uploads"]).ShouldNotBeEmpty();

        using var storage = RegistryStorage.Open(new() { Root = folder["registry"] }, new FakeTime(DateTimeOffset.UtcNow.AddHours(25)), NullLoggerFactory.Instance);
        await storage.Collector.CollectAsync(CollectionMode.Collect, RegistryHttp.Cancellation);
        Directory.GetFiles(folder["registry/data/uploads"]).ShouldBeEmpty();
    }

    /// <summary><c>SLIPWAY_SOAK</c> makes it two hundred lives.</summary>
    [Fact]
    public async Task A_mirror_that_is_killed_again_and_again_never_serves_what_is_wrong()
    {
        var (lives, seed) = Environment.GetEnvironmentVariable("SLIPWAY_SOAK") is null ? (8, 11) : (200, Random.Shared.Next());
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var folder = new TempFolder();
        var interference = new Interference();
        await using var upstream = await StartUpstreamAsync(interference);
        using var there = new RegistryHttp(upstream);
        var images = new Dictionary<string, Digest>();
        for (var number = 0; number < 30; number++)
            images[$"v{number}"] = await there.PushImageAsync(Repository, $"v{number}", $"layer {number} {new string('x', number * 3000)}");

        for (var life = 0; life <= lives; life++)
        {
            var isLast = life == lives;
            var left = random.Next(1, 40);
            await RunAsync(folder, upstream, async (http, process) =>
            {
                await Task.WhenAll(images.OrderBy(_ => random.Next()).Chunk(8).Select(async chunk =>
                {
                    foreach (var (tag, digest) in chunk)
                        await PullAsync(http, tag, digest, isLast, () => EndOrGoOn(process));
                }));

                void EndOrGoOn(Process process)
                {
                    if (!isLast && Interlocked.Decrement(ref left) == 0)
                        process.Kill();
                }
            });
        }

        // All of it is here by now, each blob in one file that its record names.
        using var storage = RegistryStorage.Open(new() { Root = folder["registry"] }, TimeProvider.System, NullLoggerFactory.Instance);
        (await storage.Scrubber.ScrubAsync(ScrubMode.ReportOnly, RegistryHttp.Cancellation)).Problems.ShouldBeEmpty();
    }

    private static async Task PullAsync(RegistryHttp http, string tag, Digest digest, bool mustWork, Action pulled)
    {
        try
        {
            var manifest = await (await http.GetAsync($"/v2/hub/{Repository}/manifests/{tag}")).BytesAsync();
            Digest.Sha256(manifest).ShouldBe(digest);
            pulled();
            foreach (var part in ManifestReader.Read(manifest, MediaTypes.Manifest).Blobs)
            {
                var blob = await http.GetAsync($"/v2/hub/{Repository}/blobs/{part.Digest}");
                blob.StatusCode.ShouldBe(HttpStatusCode.OK);
                Digest.Sha256(await blob.BytesAsync()).ShouldBe(part.Digest);
                pulled();
            }
        }
        catch (HttpRequestException) when (!mustWork)
        {
            // Killed within the answer, or before.
        }
    }

    private static async Task RunAsync(TempFolder folder, TestRegistry upstream, Func<RegistryHttp, Process, Task> use)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["serve", folder["registry"], upstream.Server.Address.ToString()]) { RedirectStandardOutput = true })!;
        try
        {
            using var http = new RegistryHttp(new Uri((await process.StandardOutput.ReadLineAsync(RegistryHttp.Cancellation))!), null);
            await use(http, process);
        }
        finally
        {
            process.Kill();
            // Killed: it ends whatever the test's token says.
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static Task<TestRegistry> StartUpstreamAsync(Interference interference) =>
        TestRegistry.StartAsync(RegistryHttp.Cancellation, services: services => services.AddSingleton<Microsoft.AspNetCore.Hosting.IStartupFilter>(interference));

    private static byte[] MakeContent(int size, int seed)
    {
        var content = new byte[size];
        new Random(seed).NextBytes(content);
        return content;
    }
}
