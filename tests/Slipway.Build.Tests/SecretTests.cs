// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class SecretTests
{
    private const string Canary = "canary-5d1f0c9e";

    // What is searched must not be hidden by being compressed.
    private static readonly BuildOptions Plain = new() { Compression = new() { Kind = LayerCompressionKind.None } };

    public SecretTests()
    {
        Needs.Root();
        Needs.Tool("runc");
    }

    [Fact]
    public async Task A_secret_reaches_its_step_and_nothing_that_is_kept()
    {
        using var world = await BuildWorld.WithBaseAsync();
        var secrets = new Dictionary<string, SecretSource> { ["token"] = new SecretFile(world.Folder.Write("token", Canary)) };

        var image = await world.BuildAsync($"""
            FROM {BuildWorld.Base}
            RUN --mount=type=secret,id=token wc -c < /run/secrets/token; stat -c '%a %u' /run/secrets/token
            RUN --mount=type=secret,id=token,env=TOKEN,target=/t,uid=1000,mode=0440 test "$TOKEN" = "$(cat /t)"; stat -c '%a %u' /t
            """, target => target with { Secrets = secrets }, Plain);

        world.Log.ShouldBe($"{Canary.Length}\n400 0\n440 1000\n");
        image.Stat("/run").ShouldBe("nothing");
        File.Delete(world.Folder["token"]);
        CanarySearch.In(world.Home.Root, Canary).ShouldBeEmpty();
        world.Events.ShouldAllBe(happened => !happened.ToString()!.Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_secret_is_on_no_disk_even_while_its_step_runs()
    {
        using var world = await BuildWorld.WithBaseAsync();
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_CANARY", Canary);
        var secrets = new Dictionary<string, SecretSource> { ["token"] = new SecretVariable("SLIPWAY_TEST_CANARY") };
        var build = world.BuildAsync($"""
            FROM {BuildWorld.Base}
            RUN --mount=type=secret,id=token,env=TOKEN,target=/t --mount=type=bind,target=/ctx test -n "$TOKEN" && echo runs && until test -e /ctx/go; do sleep 0.05; done
            """, target => target with { Secrets = secrets }, Plain);
        try
        {
            while (!world.Log.Contains("runs", StringComparison.Ordinal) && !build.IsCompleted)
                await Task.Delay(20, TestContext.Current.CancellationToken);

            build.IsCompleted.ShouldBeFalse();
            CanarySearch.OnDisk(world.Home.Root, Canary).ShouldBeEmpty();
        }
        finally
        {
            world.Write("go", "");
            await build;
        }
        CanarySearch.In(world.Home.Root, Canary).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_value_of_a_secret_is_no_other_step()
    {
        using var world = await BuildWorld.WithBaseAsync();
        var dockerfile = $"FROM {BuildWorld.Base}\nRUN --mount=type=secret,id=token true\n";
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_SECRET", "one");

        await world.BuildAsync(dockerfile, target => target with { Secrets = new Dictionary<string, SecretSource> { ["token"] = new SecretVariable("SLIPWAY_TEST_SECRET") } });
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_SECRET", "two");
        var again = await world.BuildAsync(dockerfile, target => target with { Secrets = new Dictionary<string, SecretSource> { ["token"] = new SecretVariable("SLIPWAY_TEST_SECRET") } });

        again.Result.StepsRun.ShouldBe(0);
    }

    [Fact]
    public async Task A_required_secret_that_was_not_given_is_named_and_others_are_left_out()
    {
        using var world = await BuildWorld.WithBaseAsync();

        await world.BuildAsync($"FROM {BuildWorld.Base}\nRUN --mount=type=secret,id=token ! test -e /run/secrets/token\n");
        var failure = await world.FailAsync($"FROM {BuildWorld.Base}\nRUN --mount=type=secret,id=token,required cat /run/secrets/token\n");

        failure.Message.ShouldBe("the secret 'token' is required and was not given");
        failure.Diagnostics[0].Position.Line.ShouldBe(2);
    }
}
