// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.Json;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

/// <summary>How long what was fetched is kept, what it counts for, and what is listed.</summary>
public sealed class MirrorKeepingTests
{
    private static readonly Digest Layer = Digest.Sha256("layer"u8);

    private static CancellationToken Cancellation => RegistryHttp.Cancellation;

    [Fact]
    public async Task What_nobody_pulls_goes_after_its_time_and_comes_again()
    {
        await using var world = await MirrorWorld.StartAsync(static mirror => mirror with { KeepUnused = TimeSpan.FromDays(7) });
        var (used, unused) = (await world.There.PushImageAsync("team/used", "1.0", "layer of what is used"), await world.There.PushImageAsync("team/app", "1.0"));
        await PullAsync(world, "team/used", "layer of what is used");
        await PullAsync(world, "team/app", "layer");
        await world.Holder.PushImageAsync("own/app", "1.0");

        for (var day = 0; day < 8; day++)
        {
            world.Time.Now += TimeSpan.FromDays(1);
            await PullAsync(world, "team/used", "layer of what is used");
        }
        var preview = await world.Storage.Collector.CollectAsync(CollectionMode.DryRun, Cancellation);
        var report = await world.Storage.Collector.CollectAsync(CollectionMode.Collect, Cancellation);

        report.Manifests.ShouldHaveSingleItem().Digest.ShouldBe(unused);
        report.Manifests[0].Reason.ShouldContain("nobody has pulled it since 2026-01-01");
        preview.Manifests.Select(static manifest => manifest.Digest).ShouldBe([unused]);
        // The blob is another repository's, too.
        (await world.HoldsAsync("hub/team/app", Layer)).ShouldBeFalse();
        (await world.HoldsAsync("own/app", Layer)).ShouldBeTrue();
        (await world.HoldsAsync("hub/team/used", Digest.Sha256("layer of what is used"u8))).ShouldBeTrue();
        world.Storage.Tags.List(RepositoryName.Parse("hub/team/app"), "", 10).ShouldBe([]);
        await PullAsync(world, "team/app", "layer");
        (await world.Here.HeadAsync($"/v2/hub/team/used/manifests/{used}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_blob_on_its_way_is_not_collected()
    {
        await using var world = await MirrorWorld.StartAsync(registry: static options => options with { Collection = new() { Grace = TimeSpan.Zero } });
        var image = await world.There.PushImageAsync("team/app", "1.0");
        await world.Here.GetAsync("/v2/hub/team/app/manifests/1.0");
        var rest = new TaskCompletionSource();
        world.Interference.AnswerBlobs(async context =>
        {
            context.Response.ContentLength = 5;
            await context.Response.Body.WriteAsync("la"u8.ToArray());
            await context.Response.Body.FlushAsync();
            await rest.Task;
            await context.Response.Body.WriteAsync("yer"u8.ToArray());
        });
        var pull = world.Here.GetAsync($"/v2/hub/team/app/blobs/{Layer}");
        await MirrorWorld.UntilAsync(() => Task.FromResult(Directory.GetFiles(Path.Combine(world.Registry.Root, "data/uploads")).Length > 0));
        world.Time.Now += TimeSpan.FromHours(2);

        await world.Storage.Collector.CollectAsync(CollectionMode.Collect, Cancellation);
        rest.SetResult();
        (await pull.TextAsync()).ShouldBe("layer");
        await world.Storage.Collector.CollectAsync(CollectionMode.Collect, Cancellation);

        (await world.HoldsAsync("hub/team/app", Layer)).ShouldBeTrue();
        (await world.Here.HeadAsync($"/v2/hub/team/app/manifests/{image}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_quota_refuses_what_would_be_too_much_before_it_is_fetched()
    {
        await using var world = await MirrorWorld.StartAsync(registry: static options => options with { Quotas = [new() { Namespaces = NamePattern.Parse("hub"), MaxBytes = 100 }] });
        var content = new byte[1000];
        var name = await world.There.PushBlobAsync("team/app", content);

        var errors = await (await world.Here.GetAsync($"/v2/hub/team/app/blobs/{name}")).ShouldBeErrorAsync(HttpStatusCode.Forbidden, "DENIED");
        errors[0].GetProperty("message").GetString()!.ShouldContain("hub");
        Directory.GetFiles(Path.Combine(world.Registry.Root, "data/uploads")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tags_are_those_of_the_other_registry_and_those_that_are_here_while_it_is_down()
    {
        await using var world = await MirrorWorld.StartAsync();
        foreach (var tag in new[] { "c", "a", "b" })
            await world.There.PushImageAsync("team/app", tag, tag);
        await world.Here.GetAsync("/v2/hub/team/app/manifests/b");
        world.Interference.Clear();

        (await (await world.Here.GetAsync("/v2/hub/team/app/tags/list")).ListAsync("tags")).ShouldBe(["a", "b", "c"]);
        var page = await world.Here.GetAsync("/v2/hub/team/app/tags/list?n=1&last=a");
        (await page.ListAsync("tags")).ShouldBe(["b"]);
        page.Header("Link").ShouldBe("</v2/hub/team/app/tags/list?n=1&last=b>; rel=\"next\"");
        world.Interference.Requests.ShouldHaveSingleItem();
        world.Time.Now += TimeSpan.FromHours(1);
        world.Interference.AnswerWith(503);

        var offline = await world.Here.GetAsync("/v2/hub/team/app/tags/list");
        (await offline.ListAsync("tags")).ShouldBe(["b"]);
        offline.Header("Warning")!.ShouldContain("these are those that are here");
        (await world.Here.GetAsync("/v2/hub/no/such/tags/list")).StatusCode.ShouldNotBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Referrers_are_those_of_the_other_registry()
    {
        await using var world = await MirrorWorld.StartAsync();
        var image = await world.There.PushImageAsync("team/app", "1.0");
        var size = (await world.There.HeadAsync($"/v2/team/app/manifests/{image}")).Content.Headers.ContentLength!.Value;
        var one = await world.There.PushImageOfSubjectAsync("team/app", image, size, ",\"artifactType\":\"a/one\"");
        await world.There.PushImageOfSubjectAsync("team/app", image, size, ",\"artifactType\":\"a/two\"");

        (await ReadReferrersAsync(await world.Here.GetAsync($"/v2/hub/team/app/referrers/{image}"))).Count.ShouldBe(2);
        var filtered = await world.Here.GetAsync($"/v2/hub/team/app/referrers/{image}?artifactType=a%2Fone");
        filtered.Header("OCI-Filters-Applied").ShouldBe("artifactType");
        (await ReadReferrersAsync(filtered)).ShouldBe([one.ToString()]);
        (await world.Here.GetAsync($"/v2/hub/team/app/manifests/{one}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Time.Now += TimeSpan.FromHours(1);
        world.Interference.AnswerWith(503);

        (await ReadReferrersAsync(await world.Here.GetAsync($"/v2/hub/team/app/referrers/{image}"))).ShouldBe([one.ToString()]);
    }

    [Fact]
    public async Task What_was_brought_is_in_the_audit_log_and_what_was_asked_is_counted()
    {
        await using var world = await MirrorWorld.StartAsync();
        var image = await world.There.PushImageAsync("team/app", "1.0");
        await PullAsync(world, "team/app", "layer");
        await PullAsync(world, "team/app", "layer");

        var brought = world.Storage.Audit.ListLast(10).ShouldHaveSingleItem().Event;
        (brought.Kind, brought.Digest, brought.By).ShouldBe((RegistryEventKind.MirrorManifest, image, $"mirror of {MirrorWorld.Name}"));
        var metrics = await world.Holder.GetAsync("/metrics").TextAsync();
        metrics.Split('\n').Where(static line => line.StartsWith("slipway_registry_mirror_requests_total{", StringComparison.Ordinal)).ShouldBe(
            from resource in new[] { "blob", "manifest" }
            from outcome in new[] { "fetched", "hit" }
            select $"slipway_registry_mirror_requests_total{{upstream=\"{MirrorWorld.Name}\",resource=\"{resource}\",outcome=\"{outcome}\"}} 1");
        metrics.ShouldContain($"slipway_registry_upstream_requests_total{{upstream=\"{MirrorWorld.Name}\"}} 2");
        metrics.ShouldContain($"slipway_registry_upstream_bytes_total{{upstream=\"{MirrorWorld.Name}\"}}");
    }

    [Fact]
    public async Task Who_may_delete_takes_what_is_here_and_the_next_pull_brings_it_again()
    {
        await using var world = await MirrorWorld.StartAsync();
        var image = await world.There.PushImageAsync("team/app", "1.0");
        await PullAsync(world, "team/app", "layer");

        (await world.Holder.DeleteAsync($"/v2/hub/team/app/manifests/{image}")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        world.Interference.Clear();
        await PullAsync(world, "team/app", "layer");

        world.Interference.Requests.ShouldBe(["GET /v2/team/app/manifests/1.0"]);
    }

    [Fact]
    public void Two_mirrors_of_one_name_or_prefix_are_refused_and_the_longest_prefix_counts()
    {
        var (hub, nested, all) = (new MirrorOptions { Upstream = "hub.example", Prefix = "hub" }, new MirrorOptions { Upstream = "nested.example", Prefix = "hub/nested" }, new MirrorOptions { Upstream = "all.example", Prefix = "" });
        var table = new MirrorTable([all, hub, nested]);

        table.Find(RepositoryName.Parse("hub/app")).ShouldBe(hub);
        table.Find(RepositoryName.Parse("hub/nested/app")).ShouldBe(nested);
        table.Find(RepositoryName.Parse("hub")).ShouldBe(all);
        table.Find(RepositoryName.Parse("hubs/app")).ShouldBe(all);
        // It would be another registry's repository than the one that is asked for.
        table.TryResolve("hub.example", RepositoryName.Parse("nested/app"), out _).ShouldBeFalse();
        table.TryResolve("all.example", RepositoryName.Parse("hub/app"), out _).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => new MirrorTable([hub, hub with { Prefix = "other" }]));
        Should.Throw<ArgumentException>(() => new MirrorTable([hub, nested with { Prefix = "hub" }]));
        Should.Throw<ArgumentException>(() => new MirrorTable([new() { Upstream = "localhost:5000" }]));
    }

    private static async Task PullAsync(MirrorWorld world, string repository, string layer)
    {
        (await world.Here.GetAsync($"/v2/hub/{repository}/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Here.GetAsync($"/v2/hub/{repository}/blobs/{Digest.Sha256(System.Text.Encoding.UTF8.GetBytes(layer))}").TextAsync()).ShouldBe(layer);
    }

    private static async Task<List<string>> ReadReferrersAsync(HttpResponseMessage answer) =>
        [.. JsonDocument.Parse(await answer.BytesAsync()).RootElement.GetProperty("manifests").EnumerateArray().Select(static referrer => referrer.GetProperty("digest").GetString()!)];
}
