// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

public sealed class TagRetentionTests
{
    private readonly FakeTime _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task What_one_rule_keeps_no_other_takes_and_what_no_rule_speaks_of_stays()
    {
        await using var registry = await StartAsync(
            new() { Tags = NamePattern.Parse("v*"), KeepLast = 2 },
            new() { Tags = NamePattern.Parse("*-lts") },
            new() { Tags = NamePattern.Parse("*"), Repositories = NamePattern.Parse("team/app"), KeepYounger = TimeSpan.FromDays(3) });
        using var http = new RegistryHttp(registry);
        foreach (var tag in new[] { "v1-lts", "v2", "old", "v3", "v4" })
        {
            await http.PushImageAsync("team/app", tag, tag);
            _time.Now += TimeSpan.FromDays(2);
        }
        await http.PushImageAsync("other/app", "old", "old");

        var told = await registry.Server.Storage.Retention.ApplyAsync(RetentionMode.DryRun, RegistryHttp.Cancellation);
        told.Where(static verdict => !verdict.IsKept).Select(static verdict => $"{verdict.Repository}:{verdict.Tag}").ShouldBe(["team/app:old", "team/app:v2"]);
        (await http.HeadAsync("/v2/team/app/manifests/v2")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var done = await registry.Server.Storage.Retention.ApplyAsync(RetentionMode.Apply, RegistryHttp.Cancellation);

        done.ShouldBe(told);
        (await (await http.GetAsync("/v2/team/app/tags/list")).ListAsync("tags")).ShouldBe(["v1-lts", "v3", "v4"]);
        (await (await http.GetAsync("/v2/other/app/tags/list")).ListAsync("tags")).ShouldBe(["old"]);
        string Reason(string repository, string tag) => told.Single(verdict => verdict.Repository.ToString() == repository && verdict.Tag.ToString() == tag).Reason;
        Reason("team/app", "v1-lts").ShouldBe("its name is kept, by the rule: of tags '*-lts' of '**' keep all");
        Reason("team/app", "v3").ShouldBe("it names image 2 of the last 2, by the rule: of tags 'v*' of '**' keep the last 2");
        Reason("team/app", "v2").ShouldBe("no rule keeps it; it was set 8 days ago");
        Reason("other/app", "old").ShouldBe("no rule speaks of it");
    }

    [Fact]
    public async Task Tags_of_one_image_count_once_and_only_the_tags_go_that_are_meant()
    {
        await using var registry = await StartAsync(new RetentionRule { Tags = NamePattern.Parse("v*"), KeepLast = 1 });
        using var http = new RegistryHttp(registry);
        var first = await http.PushImageAsync("team/app", "v1", "first");
        await http.PushImageAsync("team/app", "stable", "first");
        _time.Now += TimeSpan.FromDays(1);
        await http.PushImageAsync("team/app", "v2", "second");
        await http.PushImageAsync("team/app", "v2.0", "second");

        await registry.Server.Storage.Retention.ApplyAsync(RetentionMode.Apply, RegistryHttp.Cancellation);

        (await (await http.GetAsync("/v2/team/app/tags/list")).ListAsync("tags")).ShouldBe(["stable", "v2", "v2.0"]);
        (await http.HeadAsync("/v2/team/app/manifests/stable")).Header("Docker-Content-Digest").ShouldBe(first.ToString());
    }

    [Fact]
    public async Task A_tag_that_is_set_once_stays()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation, static options => options with
        {
            Retention = [new() { KeepLast = 0 }],
            ImmutableTags = [new() { Tags = NamePattern.Parse("1.*") }],
        });
        using var http = new RegistryHttp(registry);
        await http.PushImageAsync("team/app", "1.0");
        await http.PushImageAsync("team/app", "latest");

        await registry.Server.Storage.Retention.ApplyAsync(RetentionMode.Apply, RegistryHttp.Cancellation);

        (await (await http.GetAsync("/v2/team/app/tags/list")).ListAsync("tags")).ShouldBe(["1.0"]);
    }

    private Task<TestRegistry> StartAsync(params RetentionRule[] rules) =>
        TestRegistry.StartAsync(RegistryHttp.Cancellation, options => options with { Retention = rules }, services => services.AddSingleton<TimeProvider>(_time));
}
