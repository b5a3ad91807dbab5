// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

/// <summary>A registry that is mirrored refuses, says nothing, or is down.</summary>
public sealed class MirrorOutageTests
{
    private static CancellationToken Cancellation => RegistryHttp.Cancellation;

    [Theory]
    [InlineData(429, "120", "was asked too often")]
    [InlineData(503, null, "can't be reached")]
    [InlineData(500, null, "can't be reached")]
    public async Task While_the_other_registry_refuses_what_is_here_is_served_with_a_warning(int status, string? retryAfter, string told)
    {
        await using var world = await MirrorWorld.StartAsync(static mirror => mirror with { TagLifetime = TimeSpan.Zero });
        var image = await world.There.PushImageAsync("team/app", "latest");
        await world.Here.GetAsync("/v2/hub/team/app/manifests/latest");
        world.Interference.AnswerWith(status, retryAfter);

        var stale = await world.Here.GetAsync("/v2/hub/team/app/manifests/latest");

        stale.StatusCode.ShouldBe(HttpStatusCode.OK);
        stale.Header("Docker-Content-Digest").ShouldBe(image.ToString());
        stale.Header("Warning")!.ShouldContain(told);
        (await world.Here.GetAsync($"/v2/hub/team/app/manifests/{image}")).Headers.Contains("Warning").ShouldBeFalse();
        (await world.Holder.GetAsync("/metrics").TextAsync()).ShouldContain($"slipway_registry_mirror_requests_total{{upstream=\"{MirrorWorld.Name}\",resource=\"manifest\",outcome=\"stale\"}} 1");
        world.Interference.Act = null;
        world.Time.Now += TimeSpan.FromMinutes(3);
        (await world.Here.GetAsync("/v2/hub/team/app/manifests/latest")).Headers.Contains("Warning").ShouldBeFalse();
    }

    [Fact]
    public async Task A_registry_that_was_asked_too_often_is_let_alone_for_as_long_as_it_says()
    {
        await using var world = await MirrorWorld.StartAsync();
        world.Interference.AnswerWith(429, "60");

        var refused = await world.Here.GetAsync("/v2/hub/team/app/manifests/latest");
        await refused.ShouldBeErrorAsync(HttpStatusCode.TooManyRequests, "TOOMANYREQUESTS");
        refused.Header("Retry-After").ShouldBe("60");
        world.Time.Now += TimeSpan.FromSeconds(50);
        (await world.Here.GetAsync("/v2/hub/team/app/manifests/latest")).Header("Retry-After").ShouldBe("10");
        (await world.Here.GetAsync($"/v2/hub/team/app/blobs/{Digest.Sha256([1])}")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        world.Interference.Requests.Count.ShouldBe(1);

        world.Time.Now += TimeSpan.FromSeconds(11);
        world.Interference.Act = null;
        (await world.Here.GetAsync("/v2/hub/team/app/manifests/latest")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_registry_that_says_nothing_keeps_nobody_waiting_for_what_is_here()
    {
        await using var world = await MirrorWorld.StartAsync(static mirror => mirror with { TagLifetime = TimeSpan.Zero });
        var image = await world.There.PushImageAsync("team/app", "latest");
        await world.Here.GetAsync("/v2/hub/team/app/manifests/latest");
        var silence = new TaskCompletionSource();
        world.Interference.Act = async (context, next) =>
        {
            await silence.Task.WaitAsync(context.RequestAborted);
            await next(context);
        };

        var stale = await world.Here.GetAsync("/v2/hub/team/app/manifests/latest");

        stale.Header("Docker-Content-Digest").ShouldBe(image.ToString());
        stale.Header("Warning")!.ShouldContain("can't be reached");
        silence.SetResult();
    }

    [Fact]
    public async Task A_registry_that_stays_down_is_asked_more_and_more_seldom()
    {
        await using var world = await MirrorWorld.StartAsync(static mirror => mirror with { TagLifetime = TimeSpan.Zero });
        await world.There.PushImageAsync("team/app", "latest");
        await world.Here.GetAsync("/v2/hub/team/app/manifests/latest");
        world.Interference.AnswerWith(503);
        var asked = new List<int>();
        foreach (var seconds in new[] { 0, 11, 11, 11, 300 })
        {
            world.Time.Now += TimeSpan.FromSeconds(seconds);
            world.Interference.Clear();
            (await world.Here.GetAsync("/v2/hub/team/app/manifests/latest")).StatusCode.ShouldBe(HttpStatusCode.OK);
            asked.Add(world.Interference.Requests.Count);
        }

        // Let alone for 10 seconds, then for 20.
        asked.Select(static count => count > 0).ShouldBe([true, true, false, true, true]);
    }

    [Theory]
    [InlineData(OfflineAnswer.Stale, HttpStatusCode.OK)]
    [InlineData(OfflineAnswer.Refuse, HttpStatusCode.ServiceUnavailable)]
    public async Task While_the_other_registry_is_down_the_settings_say_what_is_answered(OfflineAnswer offline, HttpStatusCode expected)
    {
        await using var world = await MirrorWorld.StartAsync(mirror => mirror with { TagLifetime = TimeSpan.Zero, Offline = offline });
        var image = await world.There.PushImageAsync("team/app", "latest");
        await world.There.PushBlobAsync("team/app", "not fetched");
        await world.Here.GetAsync("/v2/hub/team/app/manifests/latest");
        await world.Here.GetAsync($"/v2/hub/team/app/blobs/{Digest.Sha256("layer"u8)}");
        await world.Upstream.Server.DisposeAsync();

        (await world.Here.GetAsync("/v2/hub/team/app/manifests/latest")).StatusCode.ShouldBe(expected);
        (await world.Here.GetAsync("/v2/hub/team/app/tags/list")).StatusCode.ShouldBe(expected);
        (await world.Here.GetAsync($"/v2/hub/team/app/manifests/{image}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Here.GetAsync($"/v2/hub/team/app/blobs/{Digest.Sha256("layer"u8)}").TextAsync()).ShouldBe("layer");
        await (await world.Here.GetAsync($"/v2/hub/team/app/blobs/{Digest.Sha256("not fetched"u8)}")).ShouldBeErrorAsync(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task What_the_other_registry_does_not_show_us_is_not_served_from_here(int status)
    {
        await using var world = await MirrorWorld.StartAsync(static mirror => mirror with { TagLifetime = TimeSpan.Zero });
        await world.There.PushImageAsync("team/app", "latest");
        await world.Here.GetAsync("/v2/hub/team/app/manifests/latest");
        world.Interference.AnswerWith(status);

        await (await world.Here.GetAsync("/v2/hub/team/app/manifests/latest")).ShouldBeErrorAsync(HttpStatusCode.Forbidden, "DENIED");
    }
}
