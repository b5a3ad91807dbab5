// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.Native;

namespace Slipway.Containers.Tests;

/// <summary>What an agent makes of what it finds: records that were not written to the end, of runs that are over, of processes that are others' by now.</summary>
public sealed class RecoveryTests : IAsyncDisposable
{
    private const string Forever = "trap 'exit 0' TERM; echo ready; while true; do sleep 0.05; done";

    private readonly SupervisorWorld _world = new();

    private static CancellationToken Cancellation => SupervisorWorld.Cancellation;

    [Fact]
    public async Task A_program_whose_start_was_not_written_down_is_taken_up_and_not_started_again()
    {
        var id = await RunAndLetGoAsync(() => _world.Define("begun", Forever));
        var record = ContainerRecords.Read(FolderOf(id))!;
        ContainerRecords.Write(FolderOf(id), record with { StartedAt = null });

        await _world.StartAsync();

        (await _world.StateAsync(id)).ShouldNotBeNull().ShouldSatisfyAllConditions(
            state => state.Process.ShouldBe(record.Process),
            state => state.Status.ShouldBe(ContainerStatus.Running),
            state => state.StartedAt.ShouldNotBeNull());
    }

    [Fact]
    public async Task An_end_that_is_known_stays_known_whatever_is_left_of_its_run()
    {
        await _world.StartAsync();
        var id = await _world.RunAsync(_world.Define("ended", "exit 3"));
        await _world.Supervisor.WaitAsync(id, Cancellation);
        await _world.LetGoAsync();
        var fate = _world.Catalog.ReadFate(id);
        Directory.CreateDirectory(FolderOf(id).Path);
        ContainerRecords.Write(FolderOf(id), new() { CreatedAt = fate.StartedAt!.Value, StartedAt = fate.StartedAt, Cgroup = "/slipway/none", StopSignal = 15 });

        await _world.StartAsync();

        _world.Catalog.ReadFate(id).Exit!.ExitCode.ShouldBe(3);
        (await _world.StateAsync(id)).ShouldBeNull();
    }

    [Fact]
    public async Task One_that_removes_itself_and_ended_while_nobody_looked_is_taken_away_by_the_next_agent()
    {
        var nameless = ContainerCatalog.NewId();
        var id = await RunAndLetGoAsync(() => _world.Define("gone", Forever) with { RemovesItself = true, Mounts = [MountText.ParseVolume("/data", nameless)] });
        (await _world.ExecAsync(id, "kill -TERM 1")).ExitCode.ShouldBe(0);
        while (await _world.StatusAsync(id) == ContainerStatus.Running)
            await Task.Delay(10, Cancellation);

        await _world.StartAsync();

        _world.Catalog.Read(id).ShouldBeNull();
        _world.Volumes.List().ShouldBeEmpty();
        _world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_process_that_has_the_pid_of_a_record_and_another_start_is_never_touched()
    {
        var id = await RunAndLetGoAsync(() => _world.Define("reused", Forever));
        using var stranger = Process.Start("sleep", "1000");
        try
        {
            var record = ContainerRecords.Read(FolderOf(id))!;
            record.Process!.Kill(Signal.Kill);
            var other = ProcessIdentity.Find(stranger.Id)!;
            ContainerRecords.Write(FolderOf(id), record with { Process = other with { StartTime = other.StartTime - 1 } });

            await _world.StartAsync();
            (await _world.StateAsync(id)).ShouldBeNull();
            await _world.Supervisor.RemoveAsync(id, ContainerRemovals.Running, Cancellation);

            stranger.HasExited.ShouldBeFalse();
            _world.Leftovers().ShouldBeEmpty();
        }
        finally
        {
            stranger.Kill();
            await stranger.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task What_a_dead_process_left_of_volumes_is_swept_and_what_a_living_one_makes_is_not()
    {
        await _world.StartAsync();
        _world.Volumes.Ensure("kept", new Dictionary<string, string>());
        var dead = Directory.CreateDirectory(Path.Combine(_world.Home.Volumes, ".1-1-dead")).FullName;
        var filling = Directory.CreateDirectory(Path.Combine(_world.Home.Volumes, "kept", ".1-1-dead")).FullName;
        var living = Directory.CreateDirectory(Path.Combine(_world.Home.Volumes, LeftoverSweep.NewName())).FullName;
        await _world.LetGoAsync();

        await _world.StartAsync();

        (Directory.Exists(dead), Directory.Exists(filling), Directory.Exists(living)).ShouldBe((false, false, true));
    }

    [Fact]
    public async Task A_line_that_a_dead_process_wrote_half_of_does_not_take_the_next_with_it()
    {
        await _world.StartAsync();
        var id = (await _world.Supervisor.CreateAsync(_world.Define("half", "echo whole"), Cancellation)).Id;
        await File.WriteAllTextAsync(_world.Catalog.LogOf(id), "{\"t\":\"2026-01-01T00:00:00Z\",\"s\":\"out\",\"l\":\"ha", Cancellation);

        await _world.Supervisor.StartAsync(id, Cancellation);
        await _world.Supervisor.WaitAsync(id, Cancellation);

        (await _world.ReadLogAsync(id)).ShouldBe(["whole"]);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private ContainerFolder FolderOf(string id) => ContainerFolder.Of(_world.Home, id);

    private async Task<string> RunAndLetGoAsync(Func<ContainerDefinition> define)
    {
        await _world.StartAsync();
        var id = await _world.RunAsync(define());
        await _world.WaitForLineAsync(id, "ready");
        await _world.LetGoAsync();
        return id;
    }
}
