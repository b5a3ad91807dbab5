// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

/// <summary>What a mirror fetches, and what it doesn't fetch again.</summary>
public sealed class MirrorTests
{
    private static CancellationToken Cancellation => RegistryHttp.Cancellation;

    [Fact]
    public async Task An_image_is_fetched_once_and_served_from_here_afterwards()
    {
        await using var world = await MirrorWorld.StartAsync();
        var image = await world.There.PushImageAsync("team/app", "1.0");
        var layer = Digest.Sha256("layer"u8.ToArray());
        world.Interference.Clear();

        for (var turn = 0; turn < 2; turn++)
        {
            var manifest = await world.Here.GetAsync("/v2/hub/team/app/manifests/1.0");
            manifest.StatusCode.ShouldBe(HttpStatusCode.OK);
            manifest.Header("Docker-Content-Digest").ShouldBe(image.ToString());
            Digest.Sha256(await manifest.BytesAsync()).ShouldBe(image);
            var blob = await world.Here.GetAsync($"/v2/hub/team/app/blobs/{layer}");
            blob.StatusCode.ShouldBe(HttpStatusCode.OK);
            blob.Header("Docker-Content-Digest").ShouldBe(layer.ToString());
            (await blob.BytesAsync()).ShouldBe("layer"u8.ToArray());
        }

        world.Interference.Requests.ShouldBe(["GET /v2/team/app/manifests/1.0", $"GET /v2/team/app/blobs/{layer}"]);
    }

    [Fact]
    public async Task A_head_of_an_image_that_is_not_here_brings_it()
    {
        await using var world = await MirrorWorld.StartAsync();
        var image = await world.There.PushImageAsync("team/app", "1.0");
        world.Interference.Clear();

        var head = await world.Here.HeadAsync("/v2/hub/team/app/manifests/1.0");

        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Header("Docker-Content-Digest").ShouldBe(image.ToString());
        head.Content.Headers.ContentLength.ShouldBe((await (await world.Here.GetAsync($"/v2/hub/team/app/manifests/{image}")).BytesAsync()).Length);
        world.Interference.Requests.ShouldBe(["GET /v2/team/app/manifests/1.0"]);
    }

    [Fact]
    public async Task Dockers_own_images_are_found_by_their_short_names_too()
    {
        await using var world = await MirrorWorld.StartAsync(static mirror => new() { Upstream = "docker.io", Prefix = "hub", Address = mirror.Address });
        await world.There.PushImageAsync("library/app", "1.0");
        world.Interference.Clear();

        (await world.Here.GetAsync("/v2/hub/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Here.GetAsync("/v2/app/manifests/1.0?ns=docker.io")).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Interference.Requests.ShouldBe(["GET /v2/library/app/manifests/1.0"]);
    }

    [Fact]
    public async Task Sixty_four_clients_at_once_cost_one_request_each_for_a_manifest_and_a_blob()
    {
        await using var world = await MirrorWorld.StartAsync();
        await world.There.PushImageAsync("team/app", "1.0");
        var layer = Digest.Sha256("layer"u8.ToArray());
        var waiting = new TaskCompletionSource();
        world.Interference.Clear();
        world.Interference.Act = async (context, next) =>
        {
            await waiting.Task;
            await next(context);
        };

        foreach (var path in new[] { "manifests/1.0", $"blobs/{layer}" })
        {
            waiting = new();
            var asked = Enumerable.Range(0, 64).Select(_ => world.Here.GetAsync($"/v2/hub/team/app/{path}")).ToList();
            await MirrorWorld.UntilAsync(() => Task.FromResult(world.Interference.Requests.Any(request => request.EndsWith(path, StringComparison.Ordinal))));
            await Task.Delay(300, Cancellation);
            waiting.SetResult();
            foreach (var answer in await Task.WhenAll(asked))
            {
                answer.StatusCode.ShouldBe(HttpStatusCode.OK);
                Digest.Sha256(await answer.BytesAsync()).ToString().ShouldBe(answer.Header("Docker-Content-Digest"));
            }
        }

        world.Interference.Requests.ShouldBe(["GET /v2/team/app/manifests/1.0", $"GET /v2/team/app/blobs/{layer}"]);
    }

    [Fact]
    public async Task Of_an_index_only_what_is_asked_for_is_fetched()
    {
        await using var world = await MirrorWorld.StartAsync();
        var (one, other) = (await world.There.PushImageAsync("team/app", "one", "one"), await world.There.PushImageAsync("team/app", "other", "other"));
        var sizes = await Task.WhenAll(new[] { one, other }.Select(async digest => (await world.There.HeadAsync($"/v2/team/app/manifests/{digest}")).Content.Headers.ContentLength!.Value));
        var index = RegistryHttp.Index((one, sizes[0]), (other, sizes[1]));
        (await world.There.PutManifestAsync("team/app", "both", index, MediaTypes.Index)).StatusCode.ShouldBe(HttpStatusCode.Created);
        world.Interference.Clear();

        (await world.Here.GetAsync("/v2/hub/team/app/manifests/both").TextAsync()).ShouldBe(index);
        (await world.Here.GetAsync($"/v2/hub/team/app/manifests/{other}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        world.Interference.Requests.ShouldBe(["GET /v2/team/app/manifests/both", $"GET /v2/team/app/manifests/{other}"]);
    }

    [Fact]
    public async Task A_tag_that_has_not_moved_costs_one_HEAD_after_its_lifetime()
    {
        await using var world = await MirrorWorld.StartAsync(static mirror => mirror with { TagLifetime = TimeSpan.FromMinutes(5) });
        var image = await world.There.PushImageAsync("team/app", "latest");
        await world.Here.GetAsync("/v2/hub/team/app/manifests/latest");
        world.Interference.Clear();

        world.Time.Now += TimeSpan.FromMinutes(4);
        (await world.Here.GetAsync("/v2/hub/team/app/manifests/latest")).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Interference.Requests.ShouldBeEmpty();
        world.Time.Now += TimeSpan.FromMinutes(2);
        (await world.Here.GetAsync("/v2/hub/team/app/manifests/latest")).Header("Docker-Content-Digest").ShouldBe(image.ToString());
        (await world.Here.GetAsync("/v2/hub/team/app/manifests/latest")).Header("Docker-Content-Digest").ShouldBe(image.ToString());

        world.Interference.Requests.ShouldBe(["HEAD /v2/team/app/manifests/latest"]);
    }

    [Fact]
    public async Task A_tag_that_has_moved_is_followed_and_one_that_is_gone_goes()
    {
        await using var world = await MirrorWorld.StartAsync(static mirror => mirror with { TagLifetime = TimeSpan.Zero, MissingLifetime = TimeSpan.Zero });
        await world.There.PushImageAsync("team/app", "latest");
        await world.Here.GetAsync("/v2/hub/team/app/manifests/latest");
        var moved = await world.There.PushImageAsync("team/app", "latest", "another layer");
        world.Interference.Clear();

        (await world.Here.GetAsync("/v2/hub/team/app/manifests/latest")).Header("Docker-Content-Digest").ShouldBe(moved.ToString());
        world.Interference.Requests.ShouldBe(["HEAD /v2/team/app/manifests/latest", $"GET /v2/team/app/manifests/{moved}"]);
        await world.There.DeleteAsync("/v2/team/app/manifests/latest");

        await (await world.Here.GetAsync("/v2/hub/team/app/manifests/latest")).ShouldBeErrorAsync(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
        world.Storage.Tags.List(RepositoryName.Parse("hub/team/app"), "", 10).ShouldBe([]);
        (await world.Here.GetAsync($"/v2/hub/team/app/manifests/{moved}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_tag_that_is_believed_for_ever_or_set_once_is_not_asked_for_again()
    {
        await using var world = await MirrorWorld.StartAsync(
            static mirror => mirror with { TagLifetime = TimeSpan.Zero },
            static options => options with { ImmutableTags = [new() { Repositories = NamePattern.Any, Tags = NamePattern.Parse("v*") }] });
        var first = await world.There.PushImageAsync("team/app", "v1");
        await world.Here.GetAsync("/v2/hub/team/app/manifests/v1");
        await world.There.PushImageAsync("team/app", "v1", "another layer");
        world.Interference.Clear();
        world.Time.Now += TimeSpan.FromDays(100);

        (await world.Here.GetAsync("/v2/hub/team/app/manifests/v1")).Header("Docker-Content-Digest").ShouldBe(first.ToString());
        world.Interference.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_not_there_is_asked_for_once_within_its_lifetime()
    {
        await using var world = await MirrorWorld.StartAsync(static mirror => mirror with { MissingLifetime = TimeSpan.FromMinutes(1) });
        var digest = Digest.Sha256("nothing"u8.ToArray());
        string[] paths = ["manifests/none", $"manifests/{digest}", $"blobs/{digest}"];
        foreach (var path in paths.Concat(paths))
            (await world.Here.GetAsync($"/v2/hub/team/app/{path}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await world.Here.HeadAsync($"/v2/hub/team/app/blobs/{digest}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        world.Interference.Requests.ShouldBe(paths.Select(static path => $"GET /v2/team/app/{path}"));

        world.Time.Now += TimeSpan.FromMinutes(2);
        await world.There.PushImageAsync("team/app", "none");
        (await world.Here.GetAsync("/v2/hub/team/app/manifests/none")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Heads_and_ranges_of_a_blob_that_is_not_here_are_right()
    {
        await using var world = await MirrorWorld.StartAsync();
        var blob = await world.There.PushBlobAsync("team/app", "0123456789");

        var head = await world.Here.HeadAsync($"/v2/hub/team/app/blobs/{blob}");
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Content.Headers.ContentLength.ShouldBe(10);
        head.Header("Docker-Content-Digest").ShouldBe(blob.ToString());
        world.Interference.Requests.ShouldNotContain($"GET /v2/team/app/blobs/{blob}");
        var part = await world.Here.GetAsync($"/v2/hub/team/app/blobs/{blob}", ("Range", "bytes=2-4"));

        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        part.Header("Content-Range").ShouldBe("bytes 2-4/10");
        Encoding.ASCII.GetString(await part.BytesAsync()).ShouldBe("234");
        (await world.Here.GetAsync($"/v2/hub/team/app/blobs/{blob}", ("Range", "bytes=10-"))).StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        world.Interference.Requests.Count(request => request == $"GET /v2/team/app/blobs/{blob}").ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    public async Task Blobs_of_no_and_of_one_byte_come_whole(string content)
    {
        await using var world = await MirrorWorld.StartAsync();
        var blob = await world.There.PushBlobAsync("team/app", content);
        for (var turn = 0; turn < 2; turn++)
            (await world.Here.GetAsync($"/v2/hub/team/app/blobs/{blob}").TextAsync()).ShouldBe(content);
    }

    [Fact]
    public async Task A_blob_and_an_image_named_by_sha512_are_fetched_by_it()
    {
        await using var world = await MirrorWorld.StartAsync();
        var content = "of another name"u8.ToArray();
        var digest = Digest.FromHash(System.Security.Cryptography.HashAlgorithmName.SHA512, System.Security.Cryptography.SHA512.HashData(content));
        (await world.There.SendAsync("POST", $"/v2/team/app/blobs/uploads/?digest={digest}", content)).StatusCode.ShouldBe(HttpStatusCode.Created);
        var manifest = await world.There.MakeManifestAsync("team/app");
        var image = Digest.FromHash(System.Security.Cryptography.HashAlgorithmName.SHA512, System.Security.Cryptography.SHA512.HashData(Encoding.UTF8.GetBytes(manifest)));
        (await world.There.PutManifestAsync("team/app", image.ToString(), manifest)).StatusCode.ShouldBe(HttpStatusCode.Created);
        world.Interference.Clear();

        for (var turn = 0; turn < 2; turn++)
        {
            (await (await world.Here.GetAsync($"/v2/hub/team/app/blobs/{digest}")).BytesAsync()).ShouldBe(content);
            (await world.Here.GetAsync($"/v2/hub/team/app/manifests/{image}").TextAsync()).ShouldBe(manifest);
        }
        world.Interference.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_blob_that_another_repository_holds_is_looked_for_and_not_fetched()
    {
        await using var world = await MirrorWorld.StartAsync(static mirror => mirror with { MissingLifetime = TimeSpan.Zero });
        await world.Holder.PushBlobAsync("own/tool", "shared");
        var blob = Digest.Sha256("shared"u8.ToArray());

        (await world.Here.GetAsync($"/v2/hub/team/app/blobs/{blob}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await world.There.PushBlobAsync("team/app", "shared");
        world.Interference.Clear();
        (await world.Here.GetAsync($"/v2/hub/team/app/blobs/{blob}").TextAsync()).ShouldBe("shared");

        world.Interference.Requests.ShouldBe([$"HEAD /v2/team/app/blobs/{blob}"]);
    }
}
