// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;

namespace Slipway.Containers.Tests;

public sealed class DetachedTests : IDisposable
{
    private readonly ContainerWorld _world = new();

    private static CancellationToken Cancellation => ContainerWorld.Cancellation;

    [Fact]
    public async Task A_container_lives_from_create_to_delete()
    {
        var runner = await _world.OpenAsync();
        var container = await runner.CreateAsync(_world.Shell("trap 'exit 7' TERM; while true; do sleep 0.1; done"), _world.Root, Cancellation);
        container.GetState().Status.ShouldBe(ContainerStatus.Created);

        await container.StartAsync(Cancellation);
        container.GetState().Status.ShouldBe(ContainerStatus.Running);
        runner.Find(container.Id)!.GetState().Status.ShouldBe(ContainerStatus.Running);
        runner.List().Select(each => each.Id).ShouldBe([container.Id]);
        while (!SignalMask.IsAwaited(container.GetState().Process!, Signal.Term))
            await Task.Delay(10, Cancellation);

        var exit = await container.StopAsync(TimeSpan.FromSeconds(60), Cancellation);

        exit.ExitCode.ShouldBe(7);
        container.GetState().ShouldSatisfyAllConditions(
            state => state.Status.ShouldBe(ContainerStatus.Stopped),
            state => state.Exit!.ExitCode.ShouldBe(7));
        runner.Find(container.Id)!.GetState().Exit!.ExitCode.ShouldBe(7);
        await container.DeleteAsync(Cancellation);
        runner.Find(container.Id).ShouldBeNull();
        _world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_does_not_heed_its_stop_signal_is_killed_at_once()
    {
        var runner = await _world.OpenAsync();
        var container = await runner.CreateAsync(_world.Spec("/bin/sleep", "1000"), _world.Root, Cancellation);
        await container.StartAsync(Cancellation);

        var exit = await container.StopAsync(TimeSpan.FromHours(1), Cancellation);

        exit.ExitCode.ShouldBe(137);
        exit.IsOutOfMemory.ShouldBeFalse();
        await container.DeleteAsync(Cancellation);
    }

    [Fact]
    public async Task Its_memory_limit_is_told_from_a_kill_and_its_use_is_read()
    {
        var runner = await _world.OpenAsync();
        var spec = _world.Shell("read x < /go; tail /dev/zero") with
        {
            Resources = new() { MemoryBytes = 32 * 1024 * 1024, Pids = 20 },
            Mounts = [new ContainerMount.Bind(Pipe(), "/go", BindAccess.ReadWrite)],
        };
        var container = await runner.CreateAsync(spec, _world.Root, Cancellation);
        await container.StartAsync(Cancellation);
        container.ReadUsage()!.ShouldSatisfyAllConditions(usage => usage.Pids.ShouldBeInRange(1, 20), usage => usage.MemoryBytes.ShouldBeInRange(1, 32 * 1024 * 1024));

        await File.WriteAllTextAsync(_world["go"], "go\n", Cancellation);

        (await container.WaitAsync(Cancellation)).ShouldSatisfyAllConditions(
            exit => exit.ExitCode.ShouldBe(137), exit => exit.IsOutOfMemory.ShouldBeTrue());
        await container.DeleteAsync(Cancellation);
    }

    [Fact]
    public async Task A_program_that_the_image_lacks_is_known_before_the_start()
    {
        var runner = await _world.OpenAsync();

        var problem = await Should.ThrowAsync<ExecutionException>(runner.CreateAsync(_world.Spec("/bin/nothing"), _world.Root, Cancellation));

        problem.ExitCode.ShouldBe(127);
        _world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task More_programs_run_beside_the_first()
    {
        var container = await StartSleepingAsync();
        var output = new MemoryStream();

        var exitCode = await container.ExecAsync(
            new() { Arguments = ["/bin/sh", "-c", "id -u; pwd; echo $A $B; exit 5"], Environment = ["B=2"], WorkingDirectory = "/etc" },
            new() { Output = output }, Cancellation);

        exitCode.ShouldBe(5);
        Encoding.UTF8.GetString(output.ToArray()).ShouldBe("1000\n/etc\n1 2\n");
        (await container.ExecAsync(new() { Arguments = ["/bin/nothing"] }, ContainerIO.None, Cancellation)).ShouldBe(127);
        await container.DeleteAsync(Cancellation);
    }

    [Fact]
    public async Task Another_program_has_no_more_rights_than_the_first()
    {
        var container = await StartSleepingAsync();
        var output = new MemoryStream();

        await container.ExecAsync(new() { Arguments = ["/bin/grep", "-E", "CapEff|CapBnd|NoNewPrivs|Seccomp:", "/proc/self/status"] }, new() { Output = output }, Cancellation);

        Encoding.UTF8.GetString(output.ToArray()).ShouldBe("CapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2\n");
        await container.DeleteAsync(Cancellation);
    }

    [Fact]
    public async Task Another_program_that_takes_too_long_is_killed_with_its_descendants()
    {
        var container = await StartSleepingAsync();
        var spec = new ExecSpec { Arguments = ["/bin/sh", "-c", "sleep 7654321 & sleep 7654321"], Timeout = TimeSpan.FromSeconds(1) };

        var problem = await Should.ThrowAsync<TimeoutException>(container.ExecAsync(spec, ContainerIO.None, Cancellation));

        problem.Message.ShouldBe($"'/bin/sh' in the container '{container.Id}' took longer than the 1 s it may take, and was killed.");
        var output = new MemoryStream();
        await container.ExecAsync(new() { Arguments = ["/bin/ps"] }, new() { Output = output }, Cancellation);
        Encoding.UTF8.GetString(output.ToArray()).ShouldNotContain("7654321");
        Directory.GetFiles(Path.Combine(_world.Home.Run, "containers", container.Id), "exec-*").ShouldBeEmpty();
        await container.DeleteAsync(Cancellation);
    }

    [Fact]
    public async Task It_ends_though_the_runtime_left_a_program_in_it_that_nobody_knows()
    {
        var runner = await _world.OpenAsync();
        var container = await runner.CreateAsync(_world.Spec("/bin/sleep", "1000"), _world.Root, Cancellation);
        await container.StartAsync(Cancellation);
        var exec = container.ExecAsync(new() { Arguments = ["/bin/sleep", "1001"] }, ContainerIO.None, Cancellation);
        while (container.ReadUsage()!.Pids < 2 || !Cgroups.ReadPids(ContainerRemoval.CgroupOf(_world.Home, container.Id)).Any(IsOther))
            await Task.Delay(10, Cancellation);

        RuntimeCalls.Find(container.Folder).ShouldHaveSingleItem().Kill(Signal.Kill).ShouldBeTrue();
        (await exec).ShouldBe(137);

        (await container.StopAsync(TimeSpan.FromHours(1), Cancellation)).ExitCode.ShouldBe(137);
        await container.DeleteAsync(Cancellation);
        _world.Leftovers().ShouldBeEmpty();

        static bool IsOther(int pid) => File.ReadAllText($"/proc/{pid}/cmdline").Contains("1001", StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_quick_another_program_is_its_exit_code_is_told()
    {
        var runner = await _world.OpenAsync();
        var container = await runner.CreateAsync(_world.Spec("/bin/sleep", "1000"), _world.Root, Cancellation);
        await container.StartAsync(Cancellation);

        foreach (var code in Enumerable.Range(0, 20))
        {
            await using var program = await container.StartProgramAsync(new() { Arguments = ["/bin/sh", "-c", $"exit {code}"] }, Cancellation);
            (await program.WaitAsync(Cancellation)).ShouldBe(code);
        }

        await container.DeleteAsync(Cancellation);
    }

    [Fact]
    public async Task Its_changes_are_kept_where_an_upper_directory_is_given()
    {
        var runner = await _world.OpenAsync();
        var root = _world.Root with { Upper = _world.MakeFolder("upper"), Work = _world.MakeFolder("work") };
        foreach (var expected in (string[])["", "1"])
        {
            var container = await runner.CreateAsync(_world.Shell("cat /state; echo -n 1 >> /state") with { Id = "kept" }, root, Cancellation);
            var log = new ContainerLog(_world[$"log{expected}"], ContainerLogOptions.Default, TimeProvider.System);
            var pump = log.PumpAsync(container, static _ => { }, Cancellation);
            await container.StartAsync(Cancellation);
            await pump;
            await container.DeleteAsync(Cancellation);

            var lines = await log.ReadAsync(LogQuery.All, Cancellation).Where(line => line.Source == LogSource.Output).Select(line => line.Text).ToListAsync(Cancellation);
            string.Concat(lines).ShouldBe(expected);
        }
    }

    public void Dispose() => _world.Dispose();

    private string Pipe()
    {
        Fifo.Create(_world["go"]);
        return _world["go"];
    }

    private async Task<DetachedContainer> StartSleepingAsync()
    {
        var runner = await _world.OpenAsync();
        var spec = _world.Spec("/bin/sleep", "1000") with { User = "app", Environment = ["A=1"], Capabilities = CapabilitySet.None, NoNewPrivileges = true };
        var container = await runner.CreateAsync(spec, _world.Root, Cancellation);
        await container.StartAsync(Cancellation);
        return container;
    }
}
