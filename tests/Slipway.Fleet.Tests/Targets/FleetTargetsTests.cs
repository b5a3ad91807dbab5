// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Check;
using Slipway.Oci;

namespace Slipway.Fleet.Tests;

public sealed class FleetTargetsTests
{
    private const string Gateway = """
        fleet: gateway
        version: 1.2.3
        registry: ghcr.io/team
        platforms: [linux/amd64, linux/arm64]
        images:
          app:
            context: src
            matrix: { backend: [all, redis, kafka] }
            args:   { QUEUE_BACKEND: "{backend}", KEEP: "{{backend}}" }
            tags:   ["{version}-{backend}", "latest-{backend}"]
            claims:
              labels:   { queue.backend: "{backend}" }
              packages: { absent: [gcc] }
              size:     { max: 500MB }
            when:
              - match: { backend: all }
                tags:  ["{version}", "{major}.{minor}", latest, "{version}-{arch}"]
              - match: { backend: [redis, kafka] }
                args: { LEAN: "1" }
                claims: { size: { saves: 40%, against: all, max: 300MB } }
              - match: { backend: redis }
                claims: { packages: { present: [npm:ioredis], absent: [kafkajs] }, size: { max: 400MB } }
          base:
            target: runtime
        group: { lean: ["app(backend=redis)", "app(backend=kafka)"], both: [lean, base] }
        """;

    [Fact]
    public void Each_combination_is_a_target_in_the_order_of_the_file() =>
        FleetText.ExpandWell(Gateway).Targets.Select(target => target.Name).ShouldBe(["app(backend=all)", "app(backend=redis)", "app(backend=kafka)", "base"]);

    [Fact]
    public void Words_in_braces_are_filled_in()
    {
        var redis = FleetText.ExpandWell(Gateway).Find("app(backend=redis)")!;
        redis.Args.ShouldBe(new Dictionary<string, string> { ["QUEUE_BACKEND"] = "redis", ["KEEP"] = "{backend}", ["LEAN"] = "1" });
        redis.Claims.OfType<LabelClaim>().Single().Test.ShouldBe(EntryTest.Is("redis"));
    }

    [Fact]
    public void Tags_become_references_under_the_registry()
    {
        var fleet = FleetText.ExpandWell(Gateway);
        fleet.Find("app(backend=redis)")!.Tags.Select(tag => tag.ToString()).ShouldBe(["ghcr.io/team/app:1.2.3-redis", "ghcr.io/team/app:latest-redis"]);
        var all = fleet.Find("app(backend=all)")!;
        all.Tags.Select(tag => tag.ToString()).ShouldBe(["ghcr.io/team/app:1.2.3", "ghcr.io/team/app:1.2", "ghcr.io/team/app:latest"]);
        all.PlatformTags.Select(tag => $"{tag.Platform} {tag.Reference}").ShouldBe(["linux/amd64 ghcr.io/team/app:1.2.3-amd64", "linux/arm64 ghcr.io/team/app:1.2.3-arm64"]);
        fleet.Find("base")!.Tags.ShouldHaveSingleItem().ToString().ShouldBe("ghcr.io/team/base:1.2.3");
    }

    [Fact]
    public void Every_match_applies_in_order_and_the_tighter_size_holds()
    {
        var fleet = FleetText.ExpandWell(Gateway);
        Statements(fleet, "app(backend=redis)").ShouldBe([
            "label 'queue.backend' is 'redis'",
            "package 'gcc' is absent",
            "package 'npm:ioredis' is present",
            "package 'kafkajs' is absent",
            "the size is at most 300.0MB",
            "it saves at least 40% against 'all'",
        ]);
        Statements(fleet, "app(backend=all)").ShouldBe(["label 'queue.backend' is 'all'", "package 'gcc' is absent", "the size is at most 500.0MB"]);
    }

    [Fact]
    public void A_claim_knows_the_line_it_comes_from()
    {
        var redis = FleetText.ExpandWell(Gateway).Find("app(backend=redis)")!;
        redis.Claims.OfType<PackageClaim>().Select(claim => $"{claim.Place} {claim.Place.Source.ToString(claim.Place.Span)}").ShouldBe([
            "slipway.yaml:13:28 gcc",
            "slipway.yaml:22:41 npm:ioredis",
            "slipway.yaml:22:64 kafkajs",
        ]);
    }

    [Fact]
    public void Paths_start_at_the_files_folder_and_the_dockerfile_at_the_context()
    {
        var target = FleetText.ExpandWell("fleet: f\nimages: { app: { context: a/b, dockerfile: ../Dockerfile.x, contexts: { other: ../c, img: 'docker-image://debian:12', t: 'target:lib' } }, lib: {} }").Find("app")!;
        target.Context.Value.ShouldBe("/fleets/app/a/b");
        target.Dockerfile.Value.ShouldBe("/fleets/app/a/Dockerfile.x");
        target.Contexts["other"].ShouldBe(new LocalContext("/fleets/c"));
        target.Contexts["img"].ShouldBe(new ImageContext(ImageReference.Parse("debian:12")));
        target.Contexts["t"].ShouldBe(new TargetContext("lib"));
    }

    [Theory]
    [InlineData("app", "app(backend=all) app(backend=redis) app(backend=kafka)")]
    [InlineData("app(backend=redis)", "app(backend=redis)")]
    [InlineData("lean", "app(backend=redis) app(backend=kafka)")]
    [InlineData("both", "app(backend=redis) app(backend=kafka) base")]
    [InlineData("base", "base")]
    [InlineData("app(backend=[kr]*)", "app(backend=redis) app(backend=kafka)")]
    [InlineData("*a*e", "base")]
    [InlineData("a?p", "app(backend=all) app(backend=redis) app(backend=kafka)")]
    [InlineData("b[^x-z]*", "app(backend=redis) app(backend=kafka) base")]
    [InlineData("", "app(backend=all) app(backend=redis) app(backend=kafka) base")]
    public void A_selector_names_targets(string selector, string targets)
    {
        var selection = FleetText.ExpandWell(Gateway).Select(selector.Length == 0 ? [] : [selector]);
        selection.Diagnostics.ShouldBeEmpty();
        string.Join(' ', selection.Targets).ShouldBe(targets);
    }

    [Fact]
    public void Targets_come_once_and_in_the_order_of_the_file() =>
        string.Join(' ', FleetText.ExpandWell(Gateway).Select(["base", "app(backend=kafka)", "lean"]).Targets).ShouldBe("app(backend=redis) app(backend=kafka) base");

    [Theory]
    [InlineData("ap", "no image or group is named 'ap'", "did you mean 'app'?")]
    [InlineData("app(backnd=redis)", "'app' has no axis 'backnd'", "did you mean 'backend'?")]
    [InlineData("app(backend=reds)", "'app' has no backend 'reds'", "did you mean 'redis'?")]
    [InlineData("base(backend=x)", "'base' has no axis 'backend'", "it has no matrix")]
    [InlineData("x*", "no image or group matches 'x*'", "there are: app, base, lean, both, app(backend=all), app(backend=redis), app(backend=kafka)")]
    [InlineData("app(backend=x*)", "'app' has no backend 'x*'", "it has: all, redis, kafka")]
    [InlineData("app(backend=[z-a])", "'app' has no backend '[z-a]'", "it has: all, redis, kafka")]
    [InlineData("app(", "'app(' names no target", "write an image, a group, or image(axis=value)")]
    public void A_selector_of_nothing_says_so(string selector, string message, string help)
    {
        var problem = FleetText.ExpandWell(Gateway).Select([selector]).Diagnostics.ShouldHaveSingleItem();
        problem.Message.ShouldBe(message);
        problem.Help.ShouldBe(help);
    }

    [Theory]
    [InlineData("app(os=slim,node=22)", "app(node=22,os=slim)")]
    [InlineData("app(node=22)", "app(node=22,os=full) app(node=22,os=slim)")]
    [InlineData("app(node=2?, os=full)", "app(node=20,os=full) app(node=22,os=full)")]
    public void Values_on_several_axes_are_named_in_any_order(string selector, string targets)
    {
        var fleet = FleetText.ExpandWell("fleet: f\nimages: { app: { matrix: { node: ['20', '22'], os: [full, slim] }, tags: ['{node}-{os}'] } }");

        string.Join(' ', fleet.Select([selector]).Targets.Select(static target => target.Name.Replace(" ", "", StringComparison.Ordinal))).ShouldBe(targets);
    }

    [Fact]
    public void The_default_group_is_what_nothing_names() =>
        string.Join(' ', FleetText.ExpandWell("fleet: f\nimages: { a: {}, b: {} }\ngroup: { default: { targets: [b] } }").Select([]).Targets).ShouldBe("b");

    [Fact]
    public void Inherited_settings_come_from_left_to_right_and_the_images_own_win()
    {
        var target = FleetText.ExpandWell("""
            fleet: f
            images:
              _one: { args: { A: "1", B: "1", C: "1" }, tags: [one], context: one, claims: { ports: [80] } }
              _two: { inherits: _one, args: { B: "2" }, tags: [two], claims: { ports: [81], size: 2MB } }
              app:  { inherits: _two, args: { C: "3", A: ~ }, claims: { ports: [82, 80], size: 3MB } }
            """).Targets.ShouldHaveSingleItem();
        target.Args.ShouldBe(new Dictionary<string, string> { ["B"] = "2", ["C"] = "3" });
        target.Tags.ShouldHaveSingleItem().ToString().ShouldBe("docker.io/library/app:two");
        target.Context.Value.ShouldBe("/fleets/app/one");
        target.Claims.OfType<PortClaim>().Select(claim => claim.Port).ShouldBe(["80/tcp", "81/tcp", "82/tcp"]);
        target.Claims.OfType<SizeClaim>().Single().Max.ShouldBe(new ByteSize(2_000_000));
    }

    [Fact]
    public void What_is_claimed_of_every_image_lies_below_what_each_says()
    {
        var fleet = FleetText.ExpandWell("""
            fleet: f
            claims: { workdir: /all, packages: { absent: [gcc] }, labels: { a: all, b: all } }
            images:
              base: { claims: { workdir: /base } }
              app:  { inherits: base, claims: { labels: { b: app }, packages: { absent: [gcc, make] } } }
            """);
        Statements(fleet, "app").ShouldBe([
            "label 'a' is 'all'", "label 'b' is 'app'", "the working directory is '/base'", "package 'gcc' is absent", "package 'make' is absent",
        ]);
    }

    [Fact]
    public void A_name_of_its_own_names_a_target()
    {
        var fleet = FleetText.ExpandWell("fleet: f\nimages: { app: { matrix: { os: [deb, alp] }, name: 'app-{os}' } }");
        fleet.Targets.Select(target => target.Name).ShouldBe(["app-deb", "app-alp"]);
        fleet.Select(["app-alp"]).Targets.ShouldHaveSingleItem().Variant.ShouldBe("alp");
        fleet.Select(["app(os=deb)"]).Targets.ShouldHaveSingleItem().Name.ShouldBe("app-deb");
    }

    [Fact]
    public void Two_targets_cannot_share_a_tag() =>
        FleetText.Expand("fleet: f\nimages: { app: { matrix: { os: [deb, alp] }, tags: [latest] } }").Diagnostics.ShouldHaveSingleItem()
            .ToString().ShouldBe("slipway.yaml:2:53: error: 'app:latest' is a tag of 'app(os=deb)' and of 'app(os=alp)'");

    [Fact]
    public void A_matrix_without_tags_gives_each_variant_its_own() =>
        FleetText.ExpandWell("fleet: f\nversion: 2.0.0\nimages: { app: { matrix: { os: [deb, alp], db: [pg] } } }").Targets
            .Select(target => target.Tags.Single().Familiar).ShouldBe(["app:2.0.0-deb-pg", "app:2.0.0-alp-pg"]);

    [Fact]
    public void A_saving_is_against_the_variant_that_differs_in_that_axis_alone()
    {
        var fleet = FleetText.ExpandWell("""
            fleet: f
            images:
              app:
                matrix: { os: [deb, alp], backend: [all, redis] }
                when:
                  - match: { backend: redis }
                    claims: { size: { saves: 10%, against: all } }
            """);
        var target = fleet.Find("app(os=alp,backend=redis)")!;
        Siblings.Resolve(fleet, target, target.Claims.OfType<SavingClaim>().Single(), null).ShouldBeOfType<ComparedTarget>().Target.Name.ShouldBe("app(os=alp,backend=all)");
    }

    [Fact]
    public void The_environment_and_set_win_over_the_file()
    {
        var options = new FleetReadOptions
        {
            Registry = "localhost:5000/mirror",
            Set = ["version=2.0.0", "platforms=linux/arm64", "app.args.EXTRA=x=y", "app.tags={version}-{backend},edge-{backend}", "b*.target=debug", "app.matrix=1"],
        };
        FleetText.Expand(Gateway, options).Diagnostics.ShouldHaveSingleItem().ToString().ShouldBe("--set:1:5: error: an image has no 'matrix'");
        var fleet = FleetText.Expand(Gateway, options with { Set = [.. options.Set.SkipLast(1)] });
        var redis = fleet.Find("app(backend=redis)")!;
        redis.Tags[1].ToString().ShouldBe("localhost:5000/mirror/app:edge-redis");
        redis.Tags[0].ToString().ShouldBe("localhost:5000/mirror/app:2.0.0-redis");
        redis.Args["EXTRA"].ShouldBe("x=y");
        redis.Platforms.ShouldBe([Platform.LinuxArm64]);
        fleet.Find("base")!.Stage.ShouldBe("debug");
    }

    [Theory]
    [InlineData("nothing", "--set:1:1: error: 'nothing' sets nothing")]
    [InlineData("ap.target=x", "--set:1:1: error: no image is named 'ap'")]
    [InlineData("app.args=x", "--set:1:1: error: 'app.args' cannot be set")]
    [InlineData("app.context+=x", "--set:1:12: error: 'context' has one value, and '+=' adds to lists and maps")]
    [InlineData("version+=1", "--set:1:8: error: 'version' has one value, and '+=' adds to lists and maps")]
    [InlineData("registry=team", "--set:1:10: error: 'team' is not a registry")]
    [InlineData("app.no-cache=perhaps", "--set:1:14: error: 'no-cache' is true or false, not 'perhaps'")]
    public void A_setting_that_cannot_be_set_says_so(string set, string problem) =>
        FleetText.Expand(Gateway, new() { Set = [set] }).Diagnostics.ShouldHaveSingleItem().ToString().ShouldBe(problem);

    [Fact]
    public void What_is_added_comes_to_the_lists_and_maps_of_the_file()
    {
        var fleet = FleetText.ExpandWell("""
            fleet: f
            version: 1.0.0
            registry: r.example
            platforms: [linux/amd64]
            images:
              app:  { tags: ["{version}"], args: { KEEP: "1", LATER: "old" }, secret: ["id=one,env=ONE"] }
              own:  { platforms: [linux/arm/v7] }
              bare: {}
            """, new() { Set = ["app.tags+=edge,{version}-x", "app.args.MORE+=2", "app.args.LATER+=new", "app.secret+=id=two,env=TWO", "platforms+=linux/arm64", "*.platform+=linux/riscv64"] });

        var app = fleet.Find("app")!;
        app.Tags.Select(static tag => tag.ToString()).ShouldBe(["r.example/app:1.0.0", "r.example/app:edge", "r.example/app:1.0.0-x"]);
        app.Args.ShouldBe(new Dictionary<string, string> { ["KEEP"] = "1", ["LATER"] = "new", ["MORE"] = "2" }, ignoreOrder: true);
        app.Build!.Secrets.Count.ShouldBe(2);
        app.Platforms.Select(static platform => platform.ToString()).ShouldBe(["linux/amd64", "linux/arm64", "linux/riscv64"]);
        fleet.Find("own")!.Platforms.Select(static platform => platform.ToString()).ShouldBe(["linux/arm/v7", "linux/riscv64"]);
    }

    private static IReadOnlyList<string> Statements(FleetTargets fleet, string target) => [.. fleet.Find(target)!.Claims.Select(claim => claim.Statement)];
}
