// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

public sealed class GarbageCollectorTests : IAsyncLifetime
{
    // SLIPWAY_SOAK makes the quarter of a minute ten.
    private static readonly TimeSpan Soak = Environment.GetEnvironmentVariable("SLIPWAY_SOAK") is null ? TimeSpan.FromSeconds(15) : TimeSpan.FromMinutes(10);

    private readonly FakeTime _time = new(DateTimeOffset.UtcNow);
    private TestRegistry _registry = null!;
    private RegistryHttp _http = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = await TestRegistry.StartAsync(
            RegistryHttp.Cancellation, static options => options with { Collection = new() { Untagged = UntaggedManifests.Remove } }, services => services.AddSingleton<TimeProvider>(_time));
        _http = new(_registry);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task A_blob_that_no_manifest_needs_goes_after_the_grace()
    {
        var digest = await _http.PushBlobAsync("team/app", "nobody needs this");
        var path = FilesOf(digest).ShouldHaveSingleItem();

        (await CollectAsync()).Blobs.ShouldBeEmpty();
        _time.Now += TimeSpan.FromHours(25);
        var report = await CollectAsync();

        report.Blobs.Select(static blob => (blob.Digest, blob.Size)).ShouldBe([(digest, 17L)]);
        report.Bytes.ShouldBe(17);
        File.Exists(path).ShouldBeFalse();
        (await _http.HeadAsync($"/v2/team/app/blobs/{digest}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_blob_that_a_client_was_told_of_stays_for_another_grace()
    {
        var digest = await _http.PushBlobAsync("team/app", "seen again");
        _time.Now += TimeSpan.FromHours(23);
        (await _http.HeadAsync($"/v2/team/app/blobs/{digest}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        _time.Now += TimeSpan.FromHours(2);

        (await CollectAsync()).Blobs.ShouldBeEmpty();

        (await _http.HeadAsync($"/v2/team/app/blobs/{digest}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_go_and_takes_nothing()
    {
        var digest = await _http.PushBlobAsync("team/app", "would go");
        var image = await _http.PushImageAsync("team/app", "1.0");
        await _http.DeleteAsync("/v2/team/app/manifests/1.0");
        await _http.StartUploadAsync("team/app");
        _time.Now += TimeSpan.FromHours(25);

        var report = await _registry.Server.Storage.Collector.CollectAsync(CollectionMode.DryRun, RegistryHttp.Cancellation);

        report.Blobs.Select(static blob => (blob.Digest, blob.Size)).ShouldContain((digest, 8L));
        report.Manifests.Select(static manifest => (manifest.Repository, manifest.Digest)).ShouldBe([(RepositoryName.Parse("team/app"), image)]);
        // What that image alone needed would go with it.
        report.Blobs.Select(static blob => blob.Digest).ShouldContain(Digest.Sha256("layer"u8));
        report.Uploads.Count.ShouldBe(1);
        (await _http.HeadAsync($"/v2/team/app/blobs/{digest}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _http.HeadAsync($"/v2/team/app/manifests/{image}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Deleting_an_image_frees_what_it_alone_needed()
    {
        var first = await _http.PushImageAsync("team/app", "1.0", "of the first");
        await _http.PushImageAsync("team/app", "2.0", "of the second");
        await _http.DeleteAsync($"/v2/team/app/manifests/{first}");
        _time.Now += TimeSpan.FromHours(25);

        (await CollectAsync()).Blobs.Select(static blob => (blob.Digest, blob.Size)).ShouldBe([(Digest.Sha256("of the first"u8), 12L)]);

        (await _http.GetAsync($"/v2/team/app/blobs/{Digest.Sha256("of the second"u8)}").TextAsync()).ShouldBe("of the second");
    }

    [Fact]
    public async Task An_expired_upload_is_gone()
    {
        var upload = await _http.StartUploadAsync("team/app");
        _time.Now += TimeSpan.FromHours(25);

        (await CollectAsync()).Uploads.Count.ShouldBe(1);

        (await _http.GetAsync(upload)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Directory.GetFiles(Path.Combine(_registry.Root, "data/uploads")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_manifest_that_no_tag_leads_to_goes_with_its_referrers_and_children_only()
    {
        var untagged = await _http.PushImageAsync("team/app", "1.0", "one");
        await _http.PushImageAsync("team/app", "1.0", "two");
        var childText = await _http.MakeManifestAsync("team/app", "of a child");
        var child = Digest.Sha256(Encoding.UTF8.GetBytes(childText));
        await _http.PutManifestAsync("team/app", child.ToString(), childText);
        await _http.PutManifestAsync("team/app", "index", RegistryHttp.Index((child, childText.Length)), MediaTypes.Index);
        var proofOfChild = await PushReferrerAsync(child, childText.Length, "proof of the child");
        var proofOfUntagged = await PushReferrerAsync(untagged, 1, "proof of the untagged");
        _time.Now += TimeSpan.FromHours(25);

        (await CollectAsync()).Manifests.Select(static manifest => manifest.Digest).ShouldBe([untagged, proofOfUntagged], ignoreOrder: true);

        (await _http.HeadAsync($"/v2/team/app/manifests/{child}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _http.HeadAsync($"/v2/team/app/manifests/{proofOfChild}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await _http.DeleteAsync("/v2/team/app/manifests/index");
        (await CollectAsync()).Manifests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_registry_collects_by_itself_when_it_is_told_to()
    {
        await using var registry = await TestRegistry.StartAsync(
            RegistryHttp.Cancellation, static options => options with { Collection = new() { Grace = TimeSpan.Zero, Interval = TimeSpan.FromMilliseconds(50) } });
        using var http = new RegistryHttp(registry);
        var digest = await http.PushBlobAsync("team/app", "not for long");

        // It ends when the blob is gone; a test that hangs has found a collector that doesn't collect.
        while ((await http.HeadAsync($"/v2/team/app/blobs/{digest}")).StatusCode == HttpStatusCode.OK)
            await Task.Delay(100, RegistryHttp.Cancellation);
    }

    [Fact]
    public async Task Nothing_that_a_tag_leads_to_is_lost_while_clients_push_delete_and_collect_at_once()
    {
        await using var registry = await TestRegistry.StartAsync(
            RegistryHttp.Cancellation, static options => options with { Collection = new() { Grace = TimeSpan.FromMilliseconds(200), Interval = null, Untagged = UntaggedManifests.Remove } });
        using var http = new RegistryHttp(registry);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(RegistryHttp.Cancellation);
        var collecting = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                    await registry.Server.Storage.Collector.CollectAsync(CollectionMode.Collect, RegistryHttp.Cancellation);
            },
            RegistryHttp.Cancellation);

        var reading = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                    await ShouldLeadToAllAsync(http);
            },
            RegistryHttp.Cancellation);

        // Few contents, so that pushers and deleters share blobs all the time.
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async worker =>
        {
            var random = new Random(worker);
            while (clock.Elapsed < Soak && !reading.IsCompleted && !collecting.IsCompleted)
            {
                var repository = $"team/app{random.Next(2)}";
                var manifest = await http.MakeManifestAsync(repository, $"content {random.Next(4)}");
                var put = await http.PutManifestAsync(repository, $"worker{worker}-{random.Next(3)}", manifest);
                // Whoever dawdles longer than the grace must be told that a blob is gone, and not be taken at their word.
                put.StatusCode.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.BadRequest);
                var digest = Digest.Sha256(Encoding.UTF8.GetBytes(manifest));
                if (random.Next(3) == 0)
                    await http.DeleteAsync($"/v2/team/app{random.Next(2)}/manifests/{digest}");
            }
        }));
        await done.CancelAsync();
        await Task.WhenAll(collecting, reading);

        await ShouldLeadToAllAsync(http);
    }

    // Every tag to all of its image; one that moved or went meanwhile is another matter.
    private static async Task ShouldLeadToAllAsync(RegistryHttp http)
    {
        foreach (var repository in new[] { "team/app0", "team/app1" })
        {
            var list = await http.GetAsync($"/v2/{repository}/tags/list");
            foreach (var tag in list.StatusCode == HttpStatusCode.NotFound ? [] : await list.ListAsync("tags"))
            {
                var manifest = await http.GetAsync($"/v2/{repository}/manifests/{tag}");
                if (manifest.StatusCode == HttpStatusCode.NotFound)
                    continue;
                var image = ManifestBlob.Parse(await manifest.BytesAsync());
                foreach (var part in image.Image!.Layers.Append(image.Image.Config))
                {
                    var blob = await http.GetAsync($"/v2/{repository}/blobs/{part.Digest}");
                    if (blob.StatusCode == HttpStatusCode.OK)
                        Digest.Sha256(await blob.BytesAsync()).ShouldBe(part.Digest);
                    else
                        (await http.HeadAsync($"/v2/{repository}/manifests/{image.Digest}")).StatusCode.ShouldBe(HttpStatusCode.NotFound, $"{repository}:{tag} names {part.Digest}, which is gone");
                }
            }
        }
    }

    [Fact]
    public void What_is_reachable_stays_and_everything_else_goes_whatever_the_graph()
    {
        var run = 0;
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            seed =>
            {
                var repository = $"graph/run{run++}";
                return CheckGraphAsync(repository, new Random(seed)).GetAwaiter().GetResult();
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(15));
    }

    private async Task<bool> CheckGraphAsync(string repository, Random random)
    {
        // Images, indexes of them and referrers to them, some with tags: kept is what a tag leads to, and what speaks of the kept.
        var nodes = new List<(Digest Digest, int Size, List<int> Children, int? Subject, bool IsTagged, string? Layer)>();
        for (var number = 0; number < 12; number++)
        {
            var isIndex = number > 2 && random.Next(4) == 0;
            var children = isIndex ? Enumerable.Range(0, number).Where(_ => random.Next(3) == 0).ToList() : [];
            int? subject = !isIndex && number > 0 && random.Next(4) == 0 ? random.Next(number) : null;
            var layer = isIndex ? null : $"{repository} layer {random.Next(8)}";
            var text = isIndex
                ? RegistryHttp.Index([.. children.Select(child => (nodes[child].Digest, (long)nodes[child].Size))]).Replace("{\"schemaVersion", $"{{\"annotations\":{{\"n\":\"{number}\"}},\"schemaVersion", StringComparison.Ordinal)
                : await _http.MakeManifestAsync(repository, layer!, $",\"annotations\":{{\"n\":\"{number}\"}}" + (subject is { } about ? $",\"subject\":{{\"mediaType\":\"{MediaTypes.Manifest}\",\"digest\":\"{nodes[about].Digest}\",\"size\":1}}" : ""));
            var digest = Digest.Sha256(Encoding.UTF8.GetBytes(text));
            var isTagged = random.Next(3) == 0;
            (await _http.PutManifestAsync(repository, isTagged ? $"tag{number}" : digest.ToString(), text, isIndex ? MediaTypes.Index : MediaTypes.Manifest)).StatusCode.ShouldBe(HttpStatusCode.Created);
            nodes.Add((digest, Encoding.UTF8.GetByteCount(text), children, subject, isTagged, layer));
        }
        _time.Now += TimeSpan.FromHours(25);

        await CollectAsync();

        var kept = Reachable([.. nodes.Select(static node => (node.Children, node.Subject, node.IsTagged))]);
        var layers = kept.Select(number => nodes[number].Layer).OfType<string>().ToHashSet(StringComparer.Ordinal);
        for (var number = 0; number < nodes.Count; number++)
        {
            var isThere = (await _http.HeadAsync($"/v2/{repository}/manifests/{nodes[number].Digest}")).StatusCode == HttpStatusCode.OK;
            isThere.ShouldBe(kept.Contains(number), $"manifest {number} of {repository}");
            if (nodes[number].Layer is { } layer)
                (FilesOf(Digest.Sha256(Encoding.UTF8.GetBytes(layer))).Length == 1).ShouldBe(layers.Contains(layer), $"{layer} of {repository}");
        }
        return true;
    }

    private static HashSet<int> Reachable((List<int> Children, int? Subject, bool IsTagged)[] nodes)
    {
        var kept = new HashSet<int>(Enumerable.Range(0, nodes.Length).Where(number => nodes[number].IsTagged));
        for (var before = -1; before != kept.Count;)
        {
            before = kept.Count;
            for (var number = 0; number < nodes.Length; number++)
            {
                if (kept.Contains(number))
                    kept.UnionWith(nodes[number].Children);
                else if (nodes[number].Subject is { } subject && kept.Contains(subject))
                    kept.Add(number);
            }
        }
        return kept;
    }

    private async Task<Digest> PushReferrerAsync(Digest subject, long size, string content)
    {
        var manifest = await _http.MakeManifestAsync("team/app", content, $",\"subject\":{{\"mediaType\":\"{MediaTypes.Manifest}\",\"digest\":\"{subject}\",\"size\":{size}}}");
        var digest = Digest.Sha256(Encoding.UTF8.GetBytes(manifest));
        (await _http.PutManifestAsync("team/app", digest.ToString(), manifest)).StatusCode.ShouldBe(HttpStatusCode.Created);
        return digest;
    }

    private Task<CollectionReport> CollectAsync() => _registry.Server.Storage.Collector.CollectAsync(CollectionMode.Collect, RegistryHttp.Cancellation);

    private string[] FilesOf(Digest digest) => Directory.GetFiles(Path.Combine(_registry.Root, "data/blobs/sha256", digest.Hex[..2]), $"{digest.Hex}.*");
}
