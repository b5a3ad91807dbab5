// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Slipway.Containers.Tests;

public sealed class FullDiskTests : IAsyncDisposable
{
    private readonly SupervisorWorld _world = new();

    private static CancellationToken Cancellation => SupervisorWorld.Cancellation;

    private string Filler => Path.Combine(_world.Home.Containers, "filler");

    [Fact]
    public async Task A_full_disk_stops_no_program_and_its_end_is_known_and_written_down_as_soon_as_there_is_room()
    {
        Directory.CreateDirectory(_world.Home.Containers);
        await MountAsync("mount", "-t", "tmpfs", "-o", "size=1m", "slipway-test", _world.Home.Containers);
        await _world.StartAsync();
        var id = await _world.RunAsync(_world.Define("talker", "echo ready; while [ ! -e /dev/shm/stop ]; do echo a line that takes room; sleep 0.01; done; exit 5"));
        await _world.WaitForLineAsync(id, "ready");
        FillDisk();

        (await _world.ExecAsync(id, "sleep 0.3; touch /dev/shm/stop")).ExitCode.ShouldBe(0);
        (await _world.Supervisor.WaitAsync(id, Cancellation))!.ExitCode.ShouldBe(5);
        _world.Events.ShouldContain("warning talker");
        _world.Catalog.ReadFate(id).Exit.ShouldBeNull();

        File.Delete(Filler);
        while (_world.Catalog.ReadFate(id).Exit is null)
            await Task.Delay(20, Cancellation);
        _world.Catalog.ReadFate(id).Exit!.ExitCode.ShouldBe(5);
        (await _world.ReadLogAsync(id)).Distinct().ShouldBe(["ready", "a line that takes room"]);
        // What frees room needs none.
        FillDisk();
        await _world.Supervisor.RemoveAsync(id, ContainerRemovals.None, Cancellation);
        _world.Catalog.Read(id).ShouldBeNull();
        _world.Leftovers().Where(path => path != _world.Home.Containers).ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(Filler);
        await _world.LetGoAsync();
        await MountAsync("umount", "-l", _world.Home.Containers);
        await _world.DisposeAsync();
    }

    private void FillDisk()
    {
        using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        foreach (var size in (int[])[65536, 512, 1])
        {
            try
            {
                while (true)
                    file.Write(new byte[size]);
            }
            catch (IOException)
            {
                // Nothing of that size has room any more.
            }
        }
    }

    private static async Task MountAsync(string program, params string[] words)
    {
        using var process = Process.Start(program, words);
        await process.WaitForExitAsync(CancellationToken.None);
        process.ExitCode.ShouldBe(0);
    }
}
