// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Containers;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class StepLimitTests
{
    public StepLimitTests()
    {
        Needs.Root();
        Needs.Tool("runc");
    }

    [Fact]
    public async Task A_step_that_uses_up_its_memory_is_told_as_such_with_the_limit()
    {
        using var world = await BuildWorld.WithBaseAsync();

        // The shell keeps what it reads in memory.
        var failure = await world.FailAsync($"FROM {BuildWorld.Base}\nRUN x=$(head -c 200000000 /dev/zero | tr '\\0' x); echo ${{#x}}\n", options: new() { Limits = new() { Resources = new() { MemoryBytes = 32 << 20 } } });

        failure.Kind.ShouldBe(BuildFailureKind.Limit);
        failure.Message.ShouldContain("ran out of memory: the kernel killed a process of it at the limit of 32 MiB");
        failure.Diagnostics.ShouldHaveSingleItem().Help.ShouldNotBeNull().ShouldContain("--memory");
    }

    [Fact]
    public async Task A_step_that_takes_too_long_is_killed_and_its_limit_is_named()
    {
        using var world = await BuildWorld.WithBaseAsync();

        var failure = await world.FailAsync($"FROM {BuildWorld.Base}\nRUN echo waiting; sleep 1000\n", options: new() { Limits = new() { Timeout = TimeSpan.FromSeconds(10) } });

        failure.Kind.ShouldBe(BuildFailureKind.Limit);
        failure.Message.ShouldEndWith("was killed: it ran longer than the 10 s that a step may take");
        failure.LogTail.ShouldBe(["waiting"]);
        MountTable.Below(world.Home.Root).ShouldBeEmpty();
    }

    [Fact]
    public async Task Limits_reach_the_step_and_are_part_of_no_key()
    {
        using var world = await BuildWorld.WithBaseAsync();
        const string dockerfile = $"FROM {BuildWorld.Base}\nRUN ulimit -n; ulimit -Hn; grep shm /proc/mounts; cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null; cat /proc/self/cgroup\n";
        var limits = new StepLimits
        {
            Resources = new() { MemoryBytes = 64 << 20, CpuQuota = 50_000, CpuPeriod = 100_000, CpuShares = 512, CpuSet = "0" },
            SharedMemoryBytes = 1 << 20,
            ProcessLimits = [new ProcessLimit("RLIMIT_NOFILE", 100, 200)],
            CgroupParent = "/slipway-test-parent",
        };

        await world.BuildAsync(dockerfile, options: new() { Limits = limits });

        world.Log.ShouldStartWith("100\n200\n");
        world.Log.ShouldContain("size=1024k");
        world.Log.ShouldContain($"{64 << 20}");
        Directory.EnumerateDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup").Select(tree => tree + "/slipway-test-parent").Where(Directory.Exists)
            .ShouldAllBe(parent => !Directory.EnumerateDirectories(parent).Any());
        (await world.BuildAsync(dockerfile)).Result.StepsRun.ShouldBe(0);
    }

    [Fact]
    public async Task Hosts_that_were_added_are_known_in_the_step_and_their_names_are_in_the_key()
    {
        using var world = await BuildWorld.WithBaseAsync();
        const string dockerfile = $"FROM {BuildWorld.Base}\nRUN cat /etc/hosts\n";
        Task<BuiltImage> Build(string name, string address) =>
            world.BuildAsync(dockerfile, target => target with { ExtraHosts = new Dictionary<string, IPAddress> { [name] = IPAddress.Parse(address) } });

        await Build("db.local", "10.0.0.5");
        world.Log.ShouldContain("10.0.0.5\tdb.local");

        (await Build("db.local", "10.0.0.6")).Result.StepsRun.ShouldBe(0);
        (await Build("other.local", "10.0.0.6")).Result.StepsRun.ShouldBe(1);
    }

    [Fact]
    public async Task A_disk_that_a_step_fills_is_told_as_such_with_its_place()
    {
        using var world = await BuildWorld.WithBaseAsync();
        var tiny = world.Folder.MakeFolder("home/snapshots");
        FileSystemMount.Mount("tmpfs", "tmpfs", tiny, MountAccess.None, "size=8m");
        try
        {
            var failure = await world.FailAsync($"FROM {BuildWorld.Base}\nRUN cat /dev/zero > /big\n");

            failure.Kind.ShouldBe(BuildFailureKind.Outside);
            failure.ExitCode.ShouldBe(1);
            failure.Message.ShouldContain($"the disk is full: '{tiny}' (tmpfs tmpfs) has 0 B of 8 MiB left");
            failure.Diagnostics[0].Help.ShouldNotBeNull().ShouldContain("slipway prune");
        }
        finally
        {
            FileSystemMount.Unmount(tiny);
        }
    }

    [Fact]
    public async Task A_full_file_system_in_memory_is_told_from_a_full_disk()
    {
        using var world = await BuildWorld.WithBaseAsync();

        var failure = await world.FailAsync($"FROM {BuildWorld.Base}\nRUN --mount=type=tmpfs,target=/t,size=65536 cat /dev/zero > /t/big\n");

        failure.Kind.ShouldBe(BuildFailureKind.Command);
        failure.Diagnostics[0].Notes.ShouldHaveSingleItem().ShouldBe("the disk has room; what may be full is in memory: /dev/shm (64 MiB, --shm-size), /t (64 KiB)");
    }

    [Fact]
    public async Task A_signal_is_named()
    {
        using var world = await BuildWorld.WithBaseAsync();

        var failure = await world.FailAsync($"FROM {BuildWorld.Base}\nRUN (sh -c 'kill -SEGV $$'); exit $?\n");

        failure.ExitCode.ShouldBe(139);
        failure.Diagnostics[0].Notes.ShouldHaveSingleItem().ShouldBe("exit code 139 is the signal SIGSEGV");
    }
}
