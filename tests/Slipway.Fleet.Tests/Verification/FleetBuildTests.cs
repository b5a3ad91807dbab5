// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Build;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet.Tests;

/// <summary>From a fleet file to images whose claims are proven, by the real engine; nothing is run in them, so that no root is needed.</summary>
public sealed class FleetBuildTests
{
    internal const string Variants = """
        fleet: gateway
        version: 1.2.3
        registry: ghcr.io/team
        images:
          base: { context: base }
          app:
            context: app
            matrix: { backend: [all, redis] }
            args: { BACKEND: "{backend}" }
            tags: ["{version}-{backend}", "{version}-{backend}-{arch}"]
            claims:
              labels: { queue.backend: "{backend}" }
              env:    { OPENHQM_QUEUE_BACKEND: "{backend}" }
              user:   { uid: 1000, name: app }
              ports:  [8000]
              files:  { present: [/app/main.js] }
              packages: { absent: [gcc, make] }
              size:   { max: 9KB }
            when:
              - match: { backend: all }
                claims: { packages: { present: [ioredis, kafkajs] } }
              - match: { backend: redis }
                claims: { packages: { present: [npm:ioredis], absent: [kafkajs] }, size: { saves: 40%, against: all } }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fleet_is_built_in_order_and_its_claims_are_proven()
    {
        using var world = Create();
        var fleet = await world.BuildAsync(Variants);
        var verification = await world.VerifyAsync(fleet);

        verification.Diagnostics.Select(diagnostic => diagnostic.Message).ShouldBeEmpty();
        verification.Holds.ShouldBeTrue();
        verification.Targets.Select(target => (target.Target.Name, target.Proofs.Count())).ShouldBe([("base", 0), ("app(backend=all)", 11), ("app(backend=redis)", 12)]);
        var arch = Platform.Host.Architecture;
        world.Store.Resolve(ImageReference.Parse($"ghcr.io/team/app:1.2.3-redis-{arch}")).ShouldBe(world.Store.Resolve(ImageReference.Parse("ghcr.io/team/app:1.2.3-redis")));
    }

    [Fact]
    public async Task What_is_false_is_reported_at_the_claim_with_what_was_found()
    {
        using var world = Create();
        await world.BuildAsync(Variants);
        var stricter = world.Expand(Variants.Replace("max: 9KB", "max: 3KB", StringComparison.Ordinal).Replace("saves: 40%", "saves: 90%", StringComparison.Ordinal).Replace("uid: 1000", "uid: 0", StringComparison.Ordinal));
        var verification = await world.VerifyAsync(stricter, stricter.Select(["app(backend=redis)"]).Targets);

        verification.Holds.ShouldBeFalse();
        using var text = new StringWriter();
        FleetVerificationText.Write(text, verification, DiagnosticRenderOptions.Default);
        var platform = Platform.Host;
        text.ToString().ShouldBe($$"""
            slipway.yaml:14:22: error: app(backend=redis) for {{platform}}: claimed is that it runs as user number 0, found is that it runs as user number 1000 ('app')
             14 |       user:   { uid: 0, name: app }
                |                      ^

            slipway.yaml:18:22: error: app(backend=redis) for {{platform}}: claimed is that the size is at most 3.0KB, found is that the size is 3.2KB
             18 |       size:   { max: 3KB }
                |                      ^^^
            note: it is 165B too large

            slipway.yaml:23:91: error: app(backend=redis) for {{platform}}: claimed is that it saves at least 90% against 'all', found is that it saves 61.4%: 3.2KB against 8.2KB
             23 |         claims: { packages: { present: [npm:ioredis], absent: [kafkajs] }, size: { saves: 90%, against: all } }
                |                                                                                           ^^^
            note: it is 2.3KB too large for 90%

            ✗ app(backend=redis)  9 of 12 claims proven, 3 false

            """);
    }

    [Fact]
    public async Task What_is_not_built_says_so_and_claims_of_it_are_not_proven()
    {
        using var world = Create();
        var fleet = world.Expand(Variants);
        var verification = await world.VerifyAsync(fleet, fleet.Select(["app(backend=redis)"]).Targets);
        verification.Holds.ShouldBeFalse();
        var problem = verification.Diagnostics.ShouldHaveSingleItem();
        problem.Message.ShouldBe("app(backend=redis) is not built: the store has no image 'ghcr.io/team/app:1.2.3-redis'");
        problem.Help.ShouldBe("run 'slipway build \"app(backend=redis)\"' first");
    }

    [Fact]
    public async Task What_is_claimed_of_one_platform_is_proven_of_its_image_alone()
    {
        using var world = new FleetWorld();
        world.Write("Dockerfile", "FROM scratch\nARG TARGETARCH\nCOPY ${TARGETARCH} /lib/\nENV ARCH=${TARGETARCH}\n");
        world.Write("amd64/amd", "1");
        world.Write("arm64/arm", "12");
        const string text = """
            fleet: f
            images:
              app:
                platforms: [linux/amd64, linux/arm64]
                claims:
                  files: { absent: [/bin] }
                  platforms:
                    linux/amd64: { env: { ARCH: amd64 }, size: 1 }
                    linux/arm64: { env: { ARCH: arm64 }, files: { present: [/lib/arm] }, size: 1 }
            """;
        var verification = await world.VerifyAsync(await world.BuildAsync(text));
        verification.Targets[0].Platforms.Select(platform => $"{platform.Platform}: {string.Join(", ", platform.Proofs.Select(proof => $"{proof.Claim.Statement} {proof.Outcome}"))}").ShouldBe([
            "linux/amd64: file '/bin' is absent Proven, it exists for linux/amd64 Proven, it exists for linux/arm64 Proven, variable 'ARCH' is 'amd64' Proven, the size is at most 1B Proven",
            "linux/arm64: file '/bin' is absent Proven, variable 'ARCH' is 'arm64' Proven, file '/lib/arm' is present Proven, the size is at most 1B False",
        ]);
    }

    [Fact]
    public async Task A_platform_that_is_missing_says_so()
    {
        using var world = Create();
        await world.BuildAsync(Variants);
        var other = Platform.Host.Satisfies(Platform.LinuxArm64) ? Platform.LinuxAmd64 : Platform.LinuxArm64;
        var fleet = world.Expand(Variants, new() { Set = [$"platforms={Platform.Host},{other}"] });
        var verification = await world.VerifyAsync(fleet, fleet.Select(["base"]).Targets);
        verification.Diagnostics.ShouldHaveSingleItem().Message.ShouldBe($"base has no image for {other}");
    }

    [Fact]
    public async Task A_name_that_no_image_of_the_fleet_has_proves_nothing_once_the_whole_fleet_is_there()
    {
        using var world = Create();
        var text = Variants.Replace("absent: [kafkajs]", "absent: [kafkjs]", StringComparison.Ordinal);
        await world.BuildAsync(text);
        var verification = await world.VerifyAsync(world.Expand(text));
        var problem = verification.Findings.ShouldHaveSingleItem();
        problem.ToString().ShouldBe("slipway.yaml:23:64: error: no image of the fleet has a package 'kafkjs', so that its absence proves nothing");
        problem.Help.ShouldBe("did you mean 'kafkajs'?");
    }

    [Fact]
    public async Task A_plan_shows_the_tree_the_steps_and_what_is_cached()
    {
        using var world = Create();
        var graph = await world.LoadAsync(Variants);
        var builder = new FleetBuilder(world.Engine);
        var before = await builder.PlanAsync(graph, graph.Fleet.Targets, BuildOptions.Default, Cancellation);
        await world.BuildAsync(Variants);
        var after = await builder.PlanAsync(graph, graph.Fleet.Targets, BuildOptions.Default, Cancellation);

        before.Build.Steps.Count.ShouldBeLessThan(before.Build.StepsRequested);
        before.Build.Steps.ShouldContain(step => step.Cache == CacheState.Missing);
        after.Build.Steps.ShouldAllBe(step => step.Cache == CacheState.Cached || step.Cache == CacheState.None);
        using var text = new StringWriter();
        FleetPlanText.Write(text, after, PlanDetail.Images);
        var lines = text.ToString().Split('\n');
        lines[0].ShouldStartWith("gateway: 3 targets, ");
        lines[2].ShouldStartWith("base  [");
        lines[3].ShouldStartWith("├── app(backend=all)  [");
        lines[4].ShouldStartWith("└── app(backend=redis)  [");
        lines[4].ShouldContain("ghcr.io/team/app:1.2.3-redis");
    }

    [Fact]
    public async Task A_plan_as_json_says_what_needs_what()
    {
        using var world = Create();
        var graph = await world.LoadAsync(Variants);
        var plan = await new FleetBuilder(world.Engine).PlanAsync(graph, graph.Fleet.Select(["app(backend=redis)"]).Targets, BuildOptions.Default, Cancellation);
        using var output = new MemoryStream();
        FleetPlanJson.Write(output, plan);
        using var json = JsonDocument.Parse(output.ToArray());
        var images = json.RootElement.GetProperty("images").EnumerateArray().ToList();
        images.Select(image => (image.GetProperty("name").GetString(), image.GetProperty("requested").GetBoolean())).ShouldBe([("base", false), ("app(backend=redis)", true)]);
        images[1].GetProperty("needs")[0].GetString().ShouldBe("base");
        json.RootElement.GetProperty("steps").GetArrayLength().ShouldBe(plan.Build.Steps.Count);
    }

    [Fact]
    public async Task What_came_of_it_as_json_has_every_proof()
    {
        using var world = Create();
        var verification = await world.VerifyAsync(await world.BuildAsync(Variants));
        using var output = new MemoryStream();
        FleetVerificationJson.Write(output, verification);
        using var json = JsonDocument.Parse(output.ToArray());
        json.RootElement.GetProperty("holds").GetBoolean().ShouldBeTrue();
        var redis = json.RootElement.GetProperty("targets")[2];
        redis.GetProperty("digest").GetString().ShouldStartWith("sha256:");
        var proofs = redis.GetProperty("platforms")[0].GetProperty("proofs");
        proofs.GetArrayLength().ShouldBe(12);
        proofs[0].GetProperty("claim").GetString().ShouldBe("label 'queue.backend' is 'redis'");
        proofs[0].GetProperty("outcome").GetString().ShouldBe("proven");
        proofs[0].GetProperty("place").GetString().ShouldBe("slipway.yaml:12:32");
    }

    internal static FleetWorld Create()
    {
        var world = new FleetWorld();
        world.Write("base/Dockerfile", "FROM scratch\nCOPY . /\n");
        world.Write("base/etc/passwd", "root:x:0:0::/:/x\napp:x:1000:1000::/app:/x\n");
        world.Write("base/var/lib/dpkg/status", "Package: libc6\nStatus: install ok installed\nVersion: 2.36\n\n");
        world.Write("base/big", new string('b', 3000));
        world.Write("app/Dockerfile", """
            FROM base
            ARG BACKEND
            COPY main.js /app/
            COPY packages/${BACKEND}/ /app/node_modules/
            LABEL queue.backend=${BACKEND}
            ENV OPENHQM_QUEUE_BACKEND=${BACKEND}
            USER app
            EXPOSE 8000
            """);
        world.Write("app/main.js", "x");
        foreach (var name in (string[])["all/ioredis", "all/kafkajs", "redis/ioredis"])
            world.Write($"app/packages/{name}/package.json", $$"""{ "name": "{{Path.GetFileName(name)}}", "version": "1.0.0" }""");
        world.Write("app/packages/all/kafkajs/code.js", new string('k', 5000));
        return world;
    }
}
