// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers.Tests;

public sealed class LeftoverSweepTests : IDisposable
{
    private const string ChildHome = "SLIPWAY_TEST_CHILD_HOME", ChildBusybox = "SLIPWAY_TEST_CHILD_BUSYBOX", ChildShared = "SLIPWAY_TEST_CHILD_SHARED";

    private readonly ContainerWorld _world = new();

    private static CancellationToken Cancellation => ContainerWorld.Cancellation;

    [Fact]
    public async Task What_a_killed_process_left_is_taken_away()
    {
        var shared = _world.MakeFolder("shared");
        using var child = StartChild(shared);
        while (!File.Exists(Path.Combine(shared, "pid")))
        {
            child.HasExited.ShouldBeFalse();
            await Task.Delay(20, Cancellation);
        }
        (await LeftoverSweep.RunAsync(_world.Home, TimeProvider.System, Cancellation)).ShouldBe(0);

        child.Kill();
        await child.WaitForExitAsync(Cancellation);
        _world.Leftovers().ShouldNotBeEmpty();
        var swept = await LeftoverSweep.RunAsync(_world.Home, TimeProvider.System, Cancellation);

        swept.ShouldBe(3);
        _world.Leftovers().ShouldBeEmpty();
        Directory.GetFileSystemEntries(Path.Combine(_world.Home.Snapshots, "new")).ShouldBeEmpty();
        Directory.GetDirectories("/proc").Select(path => Path.Combine(path, "cmdline")).Where(File.Exists).Any(IsTheSleeper).ShouldBeFalse();
        File.Exists(Path.Combine(shared, "pid")).ShouldBeTrue();
        (await LeftoverSweep.RunAsync(_world.Home, TimeProvider.System, Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task A_detached_container_is_no_leftover()
    {
        var runner = await _world.OpenAsync();
        var container = await runner.CreateAsync(_world.Spec("/bin/sleep", "1000"), _world.Root, Cancellation);
        await container.StartAsync(Cancellation);

        (await LeftoverSweep.RunAsync(_world.Home, TimeProvider.System, Cancellation)).ShouldBe(0);

        container.GetState().Status.ShouldBe(ContainerStatus.Running);
        await container.DeleteAsync(Cancellation);
    }

    [Fact]
    public async Task What_lies_behind_a_mount_is_never_deleted()
    {
        var precious = _world.Write("precious/file", "precious");
        var folder = _world.MakeFolder("home/run/containers/.1-1-x/mounted");
        FileSystemMount.Bind(Path.GetDirectoryName(precious)!, folder, MountAccess.None);

        (await LeftoverSweep.RunAsync(_world.Home, TimeProvider.System, Cancellation)).ShouldBe(1);

        File.ReadAllText(precious).ShouldBe("precious");
        Directory.Exists(folder).ShouldBeFalse();
    }

    /// <summary>Not a test: the process that <see cref="What_a_killed_process_left_is_taken_away"/> kills.</summary>
    [Fact(Explicit = true)]
    public async Task Run_a_container_until_killed()
    {
        var home = new SlipwayHome(Environment.GetEnvironmentVariable(ChildHome)!);
        var busybox = Environment.GetEnvironmentVariable(ChildBusybox)!;
        var root = new RootFileSystem { Lowers = [busybox] };
        using var mounted = root.Mount(home);
        using var unfinished = new SnapshotStore(home, TimeProvider.System).CreateWritable();
        var runner = await ContainerRunner.OpenAsync(home, TimeProvider.System, Cancellation);
        var spec = new ContainerSpec
        {
            Id = "left",
            Arguments = ["/bin/sh", "-c", "trap '' TERM HUP PIPE; echo $$ > /shared/pid; sleep 2468013579; sleep 2468013579"],
            Network = ContainerNetwork.Isolated,
            Mounts =
            [
                new ContainerMount.Bind(Environment.GetEnvironmentVariable(ChildShared)!, "/shared", BindAccess.ReadWrite),
                new ContainerMount.Tmpfs("/tmp"),
                new ContainerMount.MemoryFile("/secret", "secret"u8.ToArray()),
            ],
        };
        await runner.RunAsync(spec, root, ContainerIO.None, Cancellation);
    }

    public void Dispose() => _world.Dispose();

    private Process StartChild(string shared)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-explicit", "only", "-method", $"{typeof(LeftoverSweepTests)}.{nameof(Run_a_container_until_killed)}"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[ChildHome] = _world.Home.Root;
        start.Environment[ChildBusybox] = _world.Busybox;
        start.Environment[ChildShared] = shared;
        return Process.Start(start)!;
    }

    private static bool IsTheSleeper(string path)
    {
        try
        {
            return File.ReadAllText(path).Contains("2468013579");
        }
        catch (IOException)
        {
            return false;
        }
    }
}
