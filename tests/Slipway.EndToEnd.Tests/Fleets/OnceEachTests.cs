// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Containers;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>Each step of a fleet runs once, counted from outside, against numbers worked out by hand.</summary>
public sealed class OnceEachTests : IAsyncLifetime
{
    private readonly InstalledProgram _slipway = new();
    private readonly CountingRuntime _runtime;

    public OnceEachTests()
    {
        Needs.Root();
        Needs.Tool("runc");
        Needs.Tool("busybox");
        _runtime = new(_slipway.Folder);
        _slipway.Variables["PATH"] = _runtime.Path;
    }

    public async ValueTask InitializeAsync() => (await _slipway.RunAsync("base", "busybox", "-t", "test/base:1")).ShouldSucceed();

    public ValueTask DisposeAsync() => _slipway.DisposeAsync();

    [Fact]
    public async Task Eight_variants_of_one_Dockerfile_run_what_they_share_once()
    {
        _slipway.Folder.Write("fleet/Dockerfile", """
            FROM test/base:1 AS build
            RUN echo compiled > /app
            RUN echo tested >> /app
            FROM test/base:1 AS dependencies
            ARG BACKEND
            RUN echo "needs $BACKEND" > /needs
            FROM test/base:1
            RUN mkdir /srv && echo user > /srv/user
            COPY --from=build /app /app
            COPY --from=dependencies /needs /needs
            RUN cat /app /needs > /all
            """);
        _slipway.Folder.Write("fleet/slipway.yaml", """
            fleet: gateway
            images:
              gateway:
                context: .
                matrix: { backend: [all, redis, kafka, sqs, azure, gcp, mqtt, minimal] }
                args: { BACKEND: "{backend}" }
                tags: ["{backend}"]
            """);

        // The stage 'build' and the user are the same for all; what is needed of a backend, and all that stands on it, is each variant's own.
        // RUN: 2 + 8 + 1 + 8. COPY: the first is on the shared user, the second is not: 1 + 8. Each variant asks for 2 + 1 + 4.
        await BuildAsync(runs: 19, steps: 28, requested: 56);

        _runtime.Ran.Count(static command => command == "echo compiled > /app").ShouldBe(1);
        _runtime.Ran.Count(static command => command == "cat /app /needs > /all").ShouldBe(8);
        (await _slipway.RunAsync("run", "--rm", "gateway:kafka", "cat", "/all")).ShouldSucceed().Output.ShouldBe("compiled\ntested\nneeds kafka\n");
        await BuildAgainAsync(steps: 28);
    }

    [Fact]
    public async Task Nine_images_on_one_another_are_built_in_their_order_each_step_once()
    {
        NineImages.Write(_slipway.Folder);

        await BuildAsync(NineImages.Runs, NineImages.Steps, NineImages.Requested);

        _runtime.Ran.ShouldBeUnique();
        (await _slipway.RunAsync("run", "--rm", "ghcr.io/org/repo/spark", "cat", "/base-alpine", "/base-java", "/spark")).ShouldSucceed().Output.ShouldBe("curl\nuser\nopenjdk\nmaster\nworker\n");
        await BuildAgainAsync(NineImages.Steps);
    }

    [Fact]
    public async Task A_stage_on_the_builds_own_platform_runs_once_for_two_platforms()
    {
        var registered = Emulation.OfThisMachine.Find(Platform.Parse(ForeignProgram.Platform)) is null;
        if (!registered)
        {
            Needs.Tool($"qemu-{ForeignProgram.Emulator}-static");
            (await _slipway.RunAsync("setup", "--emulation", "--platform", ForeignProgram.Platform)).ShouldSucceed();
        }
        try
        {
            var own = Platform.Host.Architecture;
            File.Copy(Needs.Tool("busybox"), Path.Combine(_slipway.Folder.MakeFolder($"fleet/{own}"), "true"));
            ForeignProgram.Write(Path.Combine(_slipway.Folder.MakeFolder($"fleet/{ForeignProgram.Architecture}"), "true"), 0);
            _slipway.Folder.Write("fleet/Dockerfile", """
                FROM --platform=$BUILDPLATFORM test/base:1 AS build
                RUN echo compiled > /app
                RUN echo tested >> /app
                FROM scratch
                ARG TARGETARCH
                COPY $TARGETARCH/true /bin/true
                COPY --from=build /app /app
                RUN ["/bin/true"]
                """);
            _slipway.Folder.Write("fleet/slipway.yaml", $"fleet: two\nplatforms: [{Platform.Host}, {ForeignProgram.Platform}]\nimages: {{ app: {{ context: . }} }}\n");

            // The stage 'build' once; then for each platform two copies, on what is its own already, and one command. Each platform asks for 2 + 3.
            await BuildAsync(runs: 2 + 2, steps: 2 + (2 * 3), requested: 2 * 5);

            _runtime.Ran.ShouldBe(["/bin/true", "/bin/true", "echo compiled > /app", "echo tested >> /app"]);
            await BuildAgainAsync(steps: 8);
        }
        finally
        {
            if (!registered)
                (await _slipway.RunAsync("setup", "--emulation", "--remove", "--platform", ForeignProgram.Platform)).ShouldSucceed();
        }
    }

    private async Task BuildAsync(int runs, int steps, int requested)
    {
        using (var plan = await PlanAsync())
        {
            Number(plan, "stepsRequested").ShouldBe(requested);
            Number(plan, "stepsUnique").ShouldBe(steps);
            Number(plan, "stepsCached").ShouldBe(0);
            plan.RootElement.GetProperty("steps").EnumerateArray().Count(static step => step.GetProperty("kind").GetString() == "run").ShouldBe(runs);
        }
        _runtime.Ran.ShouldBeEmpty();

        var built = (await _slipway.RunAsync("build", "./fleet")).ShouldSucceed();

        _runtime.Ran.Count.ShouldBe(runs);
        built.Error.ShouldContain($"{requested} steps asked for, {steps} run, 0 from the cache");
    }

    private async Task BuildAgainAsync(int steps)
    {
        _runtime.Forget();

        var again = (await _slipway.RunAsync("build", "./fleet")).ShouldSucceed();

        _runtime.Ran.ShouldBeEmpty();
        again.Error.ShouldContain($"0 run, {steps} from the cache");
        using var plan = await PlanAsync();
        Number(plan, "stepsCached").ShouldBe(steps);
    }

    private async Task<JsonDocument> PlanAsync() => JsonDocument.Parse((await _slipway.RunAsync("plan", "./fleet", "--format", "json")).ShouldSucceed().Bytes);

    private static int Number(JsonDocument plan, string name) => plan.RootElement.GetProperty(name).GetInt32();
}
