// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using Slipway.Build;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests.Buildx;

/// <summary>What is handed to buildx, and what is refused.</summary>
public sealed class BuildxHandingTests : IDisposable
{
    private readonly FakeBuildx _buildx = new();

    public void Dispose() => _buildx.Dispose();

    [Fact]
    public async Task Everything_that_a_fleet_says_of_a_target_is_in_its_definition()
    {
        _buildx.Folder.Write("key", "a key");
        var fleet = $$$"""
            fleet: f
            version: 1.2.0
            images:
              app:
                context: sources
                dockerfile: ../app.Dockerfile
                target: release
                args: { VERSION: "{version}", LITERAL: "${{x}} %{{y}}" }
                labels: { of: app }
                annotations: { plain: a, "index:what": b, "manifest-descriptor[linux/arm64]:one": c }
                contexts: { shared: shared, pinned: "docker-image://debian:12", far: "https://example.org/app.git#main:api" }
                platforms: [linux/amd64, linux/arm64]
                secret: ["id=token,env=TOKEN", "id=key,src={{{_buildx.Folder["key"]}}}"]
                ssh: ["default={{{_buildx.Folder["key"]}}}"]
                cache-from: ["type=registry,ref=r.test/app:cache", "type=local,src=carried"]
                cache-to: ["type=local,dest=carried,mode=min", "type=inline"]
                extra-hosts: { db: 10.0.0.5 }
                no-cache-filter: [test]
                no-cache: true
                pull: true
                network: none
            """;
        _buildx.World.Write("app.Dockerfile", "FROM scratch AS test\nCOPY a /\nFROM scratch AS release\nCOPY --from=shared b /\n");
        _buildx.World.Write("sources/a", "a");

        await _buildx.BuildAsync(fleet, BuildxOptions.Default with { SourceDateEpoch = DateTimeOffset.FromUnixTimeSeconds(1700000000) });

        var target = _buildx.Targets["app"]!.AsObject();
        var output = target["output"]![0]!.GetValue<string>();
        target.Remove("output");
        var folder = _buildx.World.Folder;
        JsonNode.DeepEquals(target, JsonNode.Parse($$$"""
            {
              "context": "{{{folder}}}/sources", "dockerfile": "{{{folder}}}/app.Dockerfile", "target": "release",
              "contexts": { "shared": "{{{folder}}}/shared", "pinned": "docker-image://debian:12", "far": "https://example.org/app.git#main:api" },
              "args": { "VERSION": "1.2.0", "LITERAL": "$${x} %%{y}", "SOURCE_DATE_EPOCH": "1700000000" },
              "labels": { "of": "app" }, "extra-hosts": { "db": "10.0.0.5" }, "platforms": ["linux/amd64", "linux/arm64"],
              "annotations": ["manifest:plain=a", "index:what=b", "manifest-descriptor[linux/arm64]:one=c"],
              "secret": ["id=token,env=TOKEN", "id=key,src={{{_buildx.Folder["key"]}}}"], "ssh": ["default={{{_buildx.Folder["key"]}}}"],
              "cache-from": ["type=registry,ref=r.test/app:cache", "type=local,src={{{folder}}}/carried"], "cache-to": ["type=local,dest={{{folder}}}/carried,mode=min", "type=inline"],
              "no-cache-filter": ["test"], "no-cache": true, "pull": true, "network": "none"
            }
            """)).ShouldBeTrue(target.ToJsonString());
        output.ShouldMatch("^type=oci,dest=.*/app\\.tar,rewrite-timestamp=true$");
        _buildx.Calls[^1].ShouldContain(" --progress quiet --builder cluster --metadata-file ");
    }

    [Fact]
    public async Task Siblings_are_contexts_by_every_name_and_those_not_asked_for_go_nowhere()
    {
        _buildx.World.Write("base/Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
        _buildx.World.Write("app/Dockerfile", "FROM base\nCOPY --from=r.test/team/base:latest /Dockerfile /again\nRUN --mount=from=docker.io/library/outside:latest true\n");

        await _buildx.BuildAsync("fleet: f\nregistry: r.test/team\nimages:\n  base: { context: base, tags: [latest] }\n  app: { context: app, matrix: { a: [x, y] } }\n", null, null, "app(a=x)");

        _buildx.Targets.AsObject().Select(static target => target.Key).ShouldBe(["app-a-x", "base"]);
        _buildx.Targets["app-a-x"]!["contexts"]!.ToJsonString().ShouldBe("""{"base":"target:base","r.test/team/base":"target:base"}""");
        _buildx.Targets["base"]!.AsObject().ContainsKey("output").ShouldBeFalse();
        JsonNode.Parse(File.ReadAllText(_buildx.Folder["definition"]))!["group"]!["default"]!["targets"]!.ToJsonString().ShouldBe("""["app-a-x"]""");
    }

    [Fact]
    public async Task A_base_that_the_store_has_is_handed_over_and_with_pull_it_is_not()
    {
        var store = _buildx.World.Store;
        var stored = RandomImage.Create(store, seed: 5);
        await store.SetReferenceAsync(ImageReference.Parse("own/base:1"), stored, TestContext.Current.CancellationToken);
        _buildx.World.Write("Dockerfile", "FROM own/base:1\nCOPY --from=not/here:1 /a /\n");

        await _buildx.BuildAsync("fleet: f\nimages: { app: { context: . } }\n");
        _buildx.Targets["app"]!["contexts"]!.ToJsonString().ShouldBe($$"""{"own/base:1":"oci-layout://{{store.Root}}@{{stored.Digest}}"}""");

        await _buildx.BuildAsync("fleet: f\nimages: { app: { context: ., pull: true } }\n");
        _buildx.Targets["app"]!.AsObject().ContainsKey("contexts").ShouldBeFalse();
    }

    [Fact]
    public async Task The_value_of_a_secret_is_in_the_environment_alone()
    {
        _buildx.Environment["TOKEN"] = "sesame";
        _buildx.Bake("echo \"$TOKEN\" >\"$archive.seen\"; mv \"$archive.seen\" '" + _buildx.Folder["seen"] + "'");
        _buildx.World.Write("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");

        await _buildx.BuildAsync("fleet: f\nimages: { app: { context: ., secret: [\"id=token,env=TOKEN\"] } }\n");

        File.ReadAllText(_buildx.Folder["seen"]).ShouldBe("sesame\n");
        string.Concat(_buildx.Calls).ShouldNotContain("sesame");
        File.ReadAllText(_buildx.Folder["definition"]).ShouldNotContain("sesame");
    }

    [Fact]
    public async Task The_hosts_network_is_allowed_where_the_fleet_asks_for_it_and_else_is_builders_own()
    {
        _buildx.World.Write("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");

        await _buildx.BuildAsync("fleet: f\nimages: { app: { context: ., network: host } }\n");
        _buildx.Targets["app"]!["entitlements"]!.ToJsonString().ShouldBe("""["network.host"]""");
        _buildx.Calls[^1].ShouldEndWith(" --allow network.host");

        await _buildx.BuildAsync("fleet: f\nimages: { app: { context: . } }\n");
        _buildx.Targets["app"]!.AsObject().ContainsKey("network").ShouldBeFalse();
        _buildx.Calls[^1].ShouldNotContain("--allow");
    }

    [Fact]
    public async Task A_check_alone_keeps_no_image()
    {
        _buildx.Bake("echo '{}' >\"$metadata\"");
        _buildx.World.Write("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");

        var result = await _buildx.BuildAsync("fleet: f\nimages: { app: { context: ., output: [\"type=cacheonly\"] } }\n");

        result.Succeeded.ShouldBeTrue(string.Join('\n', result.Failures.Select(static failure => failure.Message)));
        _buildx.Targets["app"]!["output"]!.ToJsonString().ShouldBe("""["type=cacheonly"]""");
        _buildx.World.Store.ListReferences().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("output: [\"type=local,dest=out\"]", "'app' can't be handed to buildx: an output of the type 'local'")]
    [InlineData("output: [\"type=oci,dest=a.tar\"]", "slipway save")]
    [InlineData("output: [\"type=image,compression=zstd\"]", "compression")]
    [InlineData("annotations: { \"manifest-descriptor:a\": b }", "the annotation 'a' stands beside the image")]
    [InlineData("contexts: { far: \"https://me:pass@example.org/a.git#main\" }", "GIT_AUTH_TOKEN")]
    [InlineData("contexts: { other: \"oci-layout://nothing\" }", "is no OCI layout that can be read")]
    public async Task What_cannot_be_handed_over_is_refused_by_name_and_nothing_is_started(string said, string told)
    {
        _buildx.World.Write("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");

        var result = await _buildx.BuildAsync($"fleet: f\nimages: {{ app: {{ context: ., {said} }} }}\n");

        result.Failures.ShouldHaveSingleItem().Message.ShouldContain(told);
        result.Failures[0].Kind.ShouldBe(BuildFailureKind.Definition);
        _buildx.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_place_for_the_caches_of_two_images_is_refused()
    {
        _buildx.World.Write("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
        CacheExport.TryParse("type=registry,ref=r.test/cache:1", "/", out var export, out _).ShouldBeTrue();

        var result = await _buildx.BuildAsync("fleet: f\nimages: { one: { context: . }, two: { context: . } }\n", BuildxOptions.Default with { CacheExports = [export] });

        result.Failures.ShouldHaveSingleItem().Message.ShouldContain("'one' and 'two', and BuildKit writes the cache of one over that of the other");
    }

    [Fact]
    public async Task What_the_installed_buildx_does_not_know_is_refused()
    {
        _buildx.Print("sed 's/\"labels\"/\"lost\"/' \"$1\"");
        _buildx.World.Write("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");

        var result = await _buildx.BuildAsync("fleet: f\nimages: { app: { context: ., labels: { a: b } } }\n");

        result.Failures.ShouldHaveSingleItem().Message.ShouldStartWith("buildx 0.25.0 doesn't know 'labels', which 'app' has");
        _buildx.Calls[^1].ShouldContain("--print");
    }
}
