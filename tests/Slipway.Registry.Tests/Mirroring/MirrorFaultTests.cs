// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

/// <summary>A registry that is mirrored sends wrong bytes, too few, or too late.</summary>
public sealed class MirrorFaultTests
{
    private static readonly byte[] Content = MakeContent(1 << 20);
    private static readonly Digest Name = Digest.Sha256(Content);
    private static readonly string Path = $"/v2/hub/team/app/blobs/{Name}";

    private static CancellationToken Cancellation => RegistryHttp.Cancellation;

    [Fact]
    public async Task A_client_gets_its_first_bytes_before_the_last_have_come()
    {
        await using var world = await MirrorWorld.StartAsync();
        var rest = new TaskCompletionSource();
        world.Interference.AnswerBlobs(context => SendAsync(context, Content, Content.Length / 2, rest.Task));

        using var answer = await world.Here.Client.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        answer.Content.Headers.ContentLength.ShouldBe(Content.Length);
        await using var body = await answer.Content.ReadAsStreamAsync(Cancellation);
        var half = new byte[Content.Length / 2];
        await body.ReadExactlyAsync(half, Cancellation);
        half.ShouldBe(Content[..half.Length]);
        (await world.HoldsAsync("hub/team/app", Name)).ShouldBeFalse();

        rest.SetResult();
        var last = new byte[Content.Length - half.Length];
        await body.ReadExactlyAsync(last, Cancellation);
        last.ShouldBe(Content[half.Length..]);
        (await world.HoldsAsync("hub/team/app", Name)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_client_that_does_not_read_holds_nobody_up()
    {
        await using var world = await MirrorWorld.StartAsync();
        var content = MakeContent(24 << 20);
        var name = await world.There.PushBlobAsync("team/app", content);

        using var slow = await world.Here.Client.GetAsync($"/v2/hub/team/app/blobs/{name}", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Digest.Sha256(await (await world.Here.GetAsync($"/v2/hub/team/app/blobs/{name}")).BytesAsync()).ShouldBe(name);

        Digest.Sha256(await slow.BytesAsync()).ShouldBe(name);
        world.Interference.Requests.Count(static request => request.StartsWith("GET", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_client_that_leaves_breaks_nothing_and_the_fetch_goes_on()
    {
        await using var world = await MirrorWorld.StartAsync();
        var rest = new TaskCompletionSource();
        world.Interference.AnswerBlobs(context => SendAsync(context, Content, Content.Length / 2, rest.Task));
        var leaving = await world.Here.Client.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        var staying = world.Here.GetAsync(Path);

        leaving.Dispose();
        rest.SetResult();

        Digest.Sha256(await (await staying).BytesAsync()).ShouldBe(Name);
        world.Interference.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_fetch_goes_on_when_everybody_has_left()
    {
        await using var world = await MirrorWorld.StartAsync();
        var rest = new TaskCompletionSource();
        world.Interference.AnswerBlobs(context => SendAsync(context, Content, Content.Length / 2, rest.Task));
        (await world.Here.Client.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead, Cancellation)).Dispose();

        rest.SetResult();

        await MirrorWorld.UntilAsync(() => world.HoldsAsync("hub/team/app", Name));
        world.Interference.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Wrong_bytes_reach_no_client_whole_and_are_not_kept()
    {
        await using var world = await MirrorWorld.StartAsync();
        var wrong = Content.ToArray();
        wrong[^1] ^= 1;
        var rest = new TaskCompletionSource();
        world.Interference.AnswerBlobs(context => SendAsync(context, wrong, wrong.Length - 1, rest.Task));

        // All but the last byte is here, and the client waits for that one alone.
        using var answer = await world.Here.Client.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var body = await answer.Content.ReadAsStreamAsync(Cancellation);
        await body.ReadExactlyAsync(new byte[wrong.Length - 1], Cancellation);
        rest.SetResult();
        (await Should.ThrowAsync<Exception>(async () => await body.ReadExactlyAsync(new byte[1], Cancellation))).ShouldBeAssignableTo<IOException>();
        (await world.Here.GetAsync(Path, ("Range", "bytes=0-9"))).StatusCode.ShouldBe(HttpStatusCode.BadGateway);

        (await world.HoldsAsync("hub/team/app", Name)).ShouldBeFalse();
        Uploads(world).ShouldBeEmpty();
        world.Log.Lines.ShouldContain(line => line.Contains("what is something else", StringComparison.Ordinal));
        world.Interference.AnswerBlobs(static context => SendAsync(context, Content));
        Digest.Sha256(await (await world.Here.GetAsync(Path)).BytesAsync()).ShouldBe(Name);
    }

    [Fact]
    public async Task A_wrong_manifest_is_refused_and_not_kept()
    {
        await using var world = await MirrorWorld.StartAsync();
        var image = await world.There.PushImageAsync("team/app", "1.0");
        var other = System.Text.Encoding.UTF8.GetBytes(await world.There.MakeManifestAsync("team/app", "of another"));
        world.Interference.Act = async (context, _) =>
        {
            context.Response.ContentType = MediaTypes.Manifest;
            context.Response.Headers["Docker-Content-Digest"] = image.ToString();
            await context.Response.Body.WriteAsync(other);
        };

        foreach (var reference in new[] { "1.0", image.ToString() })
            await (await world.Here.GetAsync($"/v2/hub/team/app/manifests/{reference}")).ShouldBeErrorAsync(HttpStatusCode.BadGateway, "UNAVAILABLE");

        world.Interference.Act = null;
        Digest.Sha256(await (await world.Here.GetAsync("/v2/hub/team/app/manifests/1.0")).BytesAsync()).ShouldBe(image);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_gone_on_with_and_one_that_always_does_breaks_the_answer()
    {
        await using var world = await MirrorWorld.StartAsync();
        var turn = 0;
        world.Interference.AnswerBlobs(async context =>
        {
            var from = context.Request.Headers.Range is [{ } range] ? int.Parse(range["bytes=".Length..^1]) : 0;
            context.Response.StatusCode = from > 0 ? 206 : 200;
            if (from > 0)
                context.Response.Headers.ContentRange = $"bytes {from}-{Content.Length - 1}/{Content.Length}";
            context.Response.ContentLength = Content.Length - from;
            var end = turn++ == 0 ? Content.Length / 3 : Content.Length;
            await context.Response.Body.WriteAsync(Content.AsMemory(from, end - from));
            await context.Response.Body.FlushAsync();
            if (end < Content.Length)
                context.Abort();
        });
        Digest.Sha256(await (await world.Here.GetAsync(Path)).BytesAsync()).ShouldBe(Name);
        turn.ShouldBe(2);

        var other = MakeContent(Content.Length, seed: 2);
        world.Interference.AnswerBlobs(async context =>
        {
            context.Response.ContentLength = other.Length;
            await context.Response.Body.WriteAsync(other.AsMemory(0, 1000));
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        await ShouldBreakAsync(world, $"/v2/hub/team/app/blobs/{Digest.Sha256(other)}");
        (await world.HoldsAsync("hub/team/app", Digest.Sha256(other))).ShouldBeFalse();
        Uploads(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_registry_that_stops_ends_what_it_fetches_and_leaves_nothing_of_it()
    {
        await using var world = await MirrorWorld.StartAsync();
        world.Interference.AnswerBlobs(static context => SendAsync(context, Content, Content.Length / 2, Task.Delay(Timeout.Infinite, context.RequestAborted)));
        (await world.Here.Client.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead, Cancellation)).Dispose();
        Uploads(world).ShouldNotBeEmpty();

        await world.Registry.Server.DisposeAsync();

        Uploads(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_larger_than_it_may_be_is_not_fetched()
    {
        await using var world = await MirrorWorld.StartAsync(static mirror => mirror with { MaxBlobSize = 1000 });
        await world.There.PushBlobAsync("team/app", Content);

        await (await world.Here.GetAsync(Path)).ShouldBeErrorAsync(HttpStatusCode.Forbidden, "DENIED");
        Uploads(world).ShouldBeEmpty();
    }

    private static string[] Uploads(MirrorWorld world) => Directory.GetFiles(System.IO.Path.Combine(world.Registry.Root, "data/uploads"));

    private static async Task ShouldBreakAsync(MirrorWorld world, string path)
    {
        using var answer = await world.Here.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        if (answer.StatusCode == HttpStatusCode.OK)
            await Should.ThrowAsync<HttpRequestException>(answer.BytesAsync());
    }

    // The length is of all of it; the second part comes when it is let.
    private static async Task SendAsync(Microsoft.AspNetCore.Http.HttpContext context, byte[] content, int first = 0, Task? before = null)
    {
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content.AsMemory(0, first));
        await context.Response.Body.FlushAsync();
        await (before ?? Task.CompletedTask);
        await context.Response.Body.WriteAsync(content.AsMemory(first));
    }

    private static byte[] MakeContent(int size, int seed = 1)
    {
        var content = new byte[size];
        new Random(seed).NextBytes(content);
        return content;
    }
}
