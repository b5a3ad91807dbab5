// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>A build that has ended has nothing mounted, however it ended, and though the process goes on with others.</summary>
public sealed class LeftMountTests
{
    private const string Dockerfile = $"""
        FROM {BuildWorld.Base} AS tools
        RUN mkdir /made && echo $RANDOM > /made/file
        FROM {BuildWorld.Base}
        COPY --from=tools /made /a
        RUN --mount=type=bind,from=tools,source=/made,target=/m cat /m/file
        WORKDIR /work
        COPY --from=tools --chown=app /made/fil* /b/
        """;

    public LeftMountTests()
    {
        Needs.Root();
        Needs.Tool("runc");
    }

    [Fact]
    public async Task Nothing_is_mounted_after_builds_that_succeed()
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("file", "1");

        foreach (var output in (string[])["type=image", $"type=local,dest={world.Folder["out"]}", $"type=tar,dest={world.Folder["out.tar"]}"])
        {
            BuildOutput.TryParse(output, "/", out var parsed, out _).ShouldBeTrue();
            // The last of them at once, as a fleet's are.
            foreach (var noCache in (bool[])[true, false])
                await world.RunAsync(null, world.Target(Dockerfile) with { Outputs = [parsed!], NoCache = noCache }, world.Target(Dockerfile + "\nRUN true\n", "other"));
            ShouldHaveNothing(world);
        }
    }

    [Fact]
    public async Task Nothing_is_mounted_after_builds_that_fail_or_are_stopped()
    {
        using var world = await BuildWorld.WithBaseAsync();
        await world.FailAsync($"{Dockerfile}\nRUN exit 3\n");
        ShouldHaveNothing(world);
        await world.FailAsync($"{Dockerfile}\nCOPY --from=tools /nothing /c\n");
        ShouldHaveNothing(world);

        for (var milliseconds = 50; milliseconds < 1000; milliseconds += 150)
        {
            using var stop = new CancellationTokenSource(milliseconds);
            try
            {
                await new BuildEngine(world.Services).BuildAsync(new() { Targets = [world.Target(Dockerfile) with { NoCache = true }], Options = BuildOptions.Default }, null, stop.Token);
            }
            catch (OperationCanceledException)
            {
                // As it should be.
            }
            ShouldHaveNothing(world);
        }
    }

    [Fact]
    public async Task A_build_has_no_more_mounted_for_having_more_steps()
    {
        using var world = await BuildWorld.WithBaseAsync();
        var counts = new MountCounts(world.Folder.Path);
        var steps = string.Concat(Enumerable.Range(0, 12).Select(static number => $"WORKDIR /w{number}\nRUN --mount=type=bind,from=tools,source=/bin,target=/m touch a{number}\n"));

        var result = await new BuildEngine(world.Services).BuildAsync(
            new() { Targets = [world.Target($"FROM {BuildWorld.Base} AS tools\nRUN touch /t\nFROM tools\n{steps}")], Options = BuildOptions.Default }, counts, TestContext.Current.CancellationToken);

        result.Targets[0].Failure.ShouldBeNull(BuildWorld.Describe(result));
        counts.All.Count.ShouldBeGreaterThanOrEqualTo(12);
        counts.All.Max().ShouldBeLessThanOrEqualTo(2, string.Join(' ', counts.All));
        ShouldHaveNothing(world);
    }

    private static void ShouldHaveNothing(BuildWorld world)
    {
        // The kernel's own list, and not ours of it.
        File.ReadAllLines("/proc/self/mounts").Where(line => line.Contains(world.Folder.Path, StringComparison.Ordinal)).ShouldBeEmpty();
        if (Directory.Exists(world.Home.Run + "/roots"))
            Directory.GetFileSystemEntries(world.Home.Run + "/roots").ShouldBeEmpty();
    }

    // How much is mounted when a step has ended.
    private sealed class MountCounts(string folder) : IProgress<BuildEvent>
    {
        public List<int> All { get; } = [];

        public void Report(BuildEvent value)
        {
            lock (All)
            {
                if (value is StepFinished)
                    All.Add(File.ReadLines("/proc/self/mounts").Count(line => line.Contains(folder, StringComparison.Ordinal)));
            }
        }
    }
}
