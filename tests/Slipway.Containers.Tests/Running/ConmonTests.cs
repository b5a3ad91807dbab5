// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Containers.Tests;

/// <summary>Detached containers that conmon watches.</summary>
public sealed class ConmonTests : IDisposable
{
    private readonly ContainerWorld _world = new();

    public ConmonTests() => Needs.Tool("conmon");

    private static CancellationToken Cancellation => ContainerWorld.Cancellation;

    [Fact]
    public async Task How_one_ended_is_known_though_nobody_awaited_it()
    {
        var began = DateTime.UtcNow;
        var runner = await _world.OpenAsync();
        var container = await CreateAsync(runner, "read x < /go; exit 7");
        await container.StartAsync(Cancellation);
        ParentOf(container).ShouldBe("conmon");
        // Who ends the service or the session that the agent is of ends nothing of the container.
        var groups = File.ReadAllLines($"/proc/{Watching().ShouldHaveSingleItem().Pid}/cgroup");
        groups.ShouldContain(static line => line.EndsWith("-conmon", StringComparison.Ordinal) && (line.Contains(":name=systemd:", StringComparison.Ordinal) || line.StartsWith("0::", StringComparison.Ordinal)));

        await GoAsync(container);

        var other = runner.Find(container.Id)!;
        other.GetState().Exit.ShouldNotBeNull().ShouldSatisfyAllConditions(
            static exit => exit.ExitCode.ShouldBe(7), static exit => exit.IsOutOfMemory.ShouldBeFalse(), exit => exit.EndedAt.ShouldBeGreaterThanOrEqualTo(other.GetState().StartedAt!.Value));
        (await other.WaitAsync(Cancellation)).ExitCode.ShouldBe(7);
        await other.DeleteAsync(Cancellation);
        _world.Leftovers().ShouldBeEmpty();
        Directory.GetDirectories("/run/slipway", $"*-{container.Id}").Where(path => Directory.GetLastWriteTimeUtc(path) > began).ShouldBeEmpty();
        Watching().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_kill_for_want_of_memory_is_told_from_others()
    {
        var runner = await _world.OpenAsync();
        var spec = Spec("read x < /go; tail /dev/zero") with { Resources = new() { MemoryBytes = 32 * 1024 * 1024 } };
        var container = await runner.CreateAsync(spec, _world.Root, Cancellation);
        await container.StartAsync(Cancellation);

        await GoAsync(container);

        container.GetState().Exit.ShouldNotBeNull().ShouldSatisfyAllConditions(static exit => exit.ExitCode.ShouldBe(137), static exit => exit.IsOutOfMemory.ShouldBeTrue());
        await container.DeleteAsync(Cancellation);
    }

    [Fact]
    public async Task Without_its_watcher_it_goes_on_and_its_end_is_learnt_as_without_one()
    {
        var runner = await _world.OpenAsync();
        var container = await CreateAsync(runner, "trap 'exit 9' TERM; while true; do sleep 0.05; done");
        await container.StartAsync(Cancellation);
        while (!SignalMask.IsAwaited(container.GetState().Process!, Signal.Term))
            await Task.Delay(10, Cancellation);

        Watching().ShouldHaveSingleItem().Kill(Signal.Kill);
        while (Watching().Count > 0)
            await Task.Delay(10, Cancellation);

        container.GetState().Status.ShouldBe(ContainerStatus.Running);
        (await container.StopAsync(TimeSpan.FromSeconds(60), Cancellation)).ExitCode.ShouldBe(9);
        await container.DeleteAsync(Cancellation);
        _world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_is_halted_keeps_no_removal_waiting()
    {
        var runner = await _world.OpenAsync();
        var container = await CreateAsync(runner, "sleep 1000");
        await container.StartAsync(Cancellation);

        Watching().ShouldHaveSingleItem().Kill(Signal.Parse("STOP"));
        await container.DeleteAsync(Cancellation);

        _world.Leftovers().ShouldBeEmpty();
        Watching().ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_cannot_say_its_number_is_done_without()
    {
        var spec = Spec("read x < /go; exit 7");
        var folder = ContainerFolder.Of(_world.Home, spec.Id);
        var runner = await _world.OpenAsync();
        // In its place is what no file replaces: as on a full disk, its first process ends with an error and its second has begun.
        CrashPoint.Passed = _ =>
        {
            if (File.Exists(folder.PlainConfig))
                Directory.CreateDirectory(folder.MonitorPidFile);
        };
        DetachedContainer container;
        try
        {
            container = await runner.CreateAsync(spec, _world.Root, Cancellation);
        }
        finally
        {
            CrashPoint.Passed = null;
        }
        Watching().ShouldBeEmpty();
        await container.StartAsync(Cancellation);
        await File.WriteAllTextAsync(_world["go"], "go\n", Cancellation);

        (await container.WaitAsync(Cancellation)).ExitCode.ShouldBe(7);
        await container.DeleteAsync(Cancellation);
        _world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_that_the_image_lacks_is_told_as_without_it()
    {
        var runner = await _world.OpenAsync();
        var spec = _world.Spec("/bin/nothing") with { IsMonitored = true };

        var problem = await Should.ThrowAsync<ExecutionException>(runner.CreateAsync(spec, _world.Root, Cancellation));

        problem.ExitCode.ShouldBe(127);
        problem.Message.ShouldContain("/bin/nothing");
        _world.Leftovers().ShouldBeEmpty();
        Watching().ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancelled_at_any_moment_it_leaves_nothing()
    {
        var runner = await _world.OpenAsync();
        for (var patience = 0; patience <= 60; patience += 5)
        {
            using var stopping = new CancellationTokenSource(patience);
            try
            {
                await (await runner.CreateAsync(Spec("sleep 1000"), _world.Root, stopping.Token)).DeleteAsync(Cancellation);
            }
            catch (OperationCanceledException)
            {
                // As asked.
            }
            _world.Leftovers().ShouldBeEmpty();
            Watching().ShouldBeEmpty();
        }
    }

    public void Dispose() => _world.Dispose();

    private Task<DetachedContainer> CreateAsync(ContainerRunner runner, string script) => runner.CreateAsync(Spec(script), _world.Root, Cancellation);

    // It begins when something is written to /go.
    private ContainerSpec Spec(string script)
    {
        if (!File.Exists(_world["go"]))
            Fifo.Create(_world["go"]);
        return _world.Shell(script) with { IsMonitored = true, Mounts = [new ContainerMount.Bind(_world["go"], "/go", BindAccess.ReadWrite)] };
    }

    // Lets it go on to its end, which nobody awaits.
    private async Task GoAsync(DetachedContainer container)
    {
        await File.WriteAllTextAsync(_world["go"], "go\n", Cancellation);
        while (container.GetState() is { Status: ContainerStatus.Running } or { Exit: null })
            await Task.Delay(5, Cancellation);
    }

    private static string ParentOf(DetachedContainer container)
    {
        var line = File.ReadLines($"/proc/{container.GetState().Process!.Pid}/status").Single(static line => line.StartsWith("PPid:", StringComparison.Ordinal));
        return File.ReadAllText($"/proc/{line[5..].Trim()}/comm").Trim();
    }

    // The processes that watch this test's containers.
    private List<ProcessIdentity> Watching() => [.. Directory.GetDirectories("/proc").Select(static path => Path.GetFileName(path))
        .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _) && IsWatching(name))
        .Select(static name => ProcessIdentity.Find(int.Parse(name, CultureInfo.InvariantCulture))).OfType<ProcessIdentity>()];

    private bool IsWatching(string pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm") == "conmon\n" && File.ReadAllText($"/proc/{pid}/cmdline").Contains(_world.Home.Root, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
