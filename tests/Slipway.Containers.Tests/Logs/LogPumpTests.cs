// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers.Tests;

public sealed class LogPumpTests : IDisposable
{
    private readonly ContainerWorld _world = new();

    private static CancellationToken Cancellation => ContainerWorld.Cancellation;

    [Fact]
    public async Task Everything_a_container_writes_is_in_its_log()
    {
        var runner = await _world.OpenAsync();
        var container = await runner.CreateAsync(_world.Shell("for i in $(seq 1 5000); do echo out $i; done; echo bad >&2; printf last"), _world.Root, Cancellation);
        var log = new ContainerLog(_world["log"], ContainerLogOptions.Default, TimeProvider.System);
        var pump = log.PumpAsync(container, static _ => { }, Cancellation);

        await container.StartAsync(Cancellation);
        await pump;

        var lines = await log.ReadAsync(LogQuery.All, Cancellation).ToListAsync(Cancellation);
        lines.Where(line => line.Source == LogSource.Output).Select(line => line.Text).ShouldBe([.. Enumerable.Range(1, 5000).Select(i => $"out {i}"), "last"]);
        lines.Where(line => line.Source == LogSource.Error).Select(line => line.Text).ShouldBe(["bad"]);
        await container.DeleteAsync(Cancellation);
    }

    [Fact]
    public async Task A_container_outlives_its_reader_and_the_next_one_goes_on()
    {
        var runner = await _world.OpenAsync();
        var folder = _world.MakeFolder("shared");
        var spec = _world.Shell("echo one; until [ -e /shared/go ]; do sleep 0.05; done; echo two; touch /shared/wrote; until [ -e /shared/end ]; do sleep 0.05; done; exit 3") with
        {
            Mounts = [new ContainerMount.Bind(folder, "/shared", BindAccess.ReadWrite)],
        };
        var container = await runner.CreateAsync(spec, _world.Root, Cancellation);
        var log = new ContainerLog(_world["log"], ContainerLogOptions.Default, TimeProvider.System);
        using var first = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var pump = log.PumpAsync(container, static _ => { }, first.Token);
        await container.StartAsync(Cancellation);
        await log.ReadAsync(new() { Reading = LogReading.Follow }, Cancellation).FirstAsync(Cancellation);
        await first.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(pump);

        File.WriteAllText(Path.Combine(folder, "go"), "");
        while (!File.Exists(Path.Combine(folder, "wrote")))
        {
            container.GetState().Status.ShouldBe(ContainerStatus.Running);
            await Task.Delay(10, Cancellation);
        }
        var second = log.PumpAsync(runner.Find(container.Id)!, static _ => { }, Cancellation);
        File.WriteAllText(Path.Combine(folder, "end"), "");
        await second;

        (await log.ReadAsync(LogQuery.All, Cancellation).Select(line => line.Text).ToListAsync(Cancellation)).ShouldBe(["one", "two"]);
        (await container.WaitAsync(Cancellation)).ExitCode.ShouldBe(3);
        await container.DeleteAsync(Cancellation);
    }

    public void Dispose() => _world.Dispose();
}
