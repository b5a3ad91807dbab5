// SPDX-License-Identifier: Apache-2.0
using Slipway.Modules;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>Containers that end while their agent is dead, where conmon is installed.</summary>
public sealed class WatchedTests : IAsyncLifetime
{
    private readonly InstalledProgram _slipway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Needs.Tool("conmon");
        await _slipway.MakeAppAsync();
    }

    public ValueTask DisposeAsync() => _slipway.DisposeAsync();

    [Fact]
    public async Task How_they_ended_is_told_by_commands_and_by_the_next_agent()
    {
        var go = _slipway.Folder["go"];
        Fifo.Create(go);
        (await _slipway.RunAsync("run", "-d", "--name", "plain", "-u", "0", "-v", $"{go}:/go", "app:1", "sh", "-c", "read x < /go; exit 7")).ShouldSucceed();
        (await _slipway.RunAsync("run", "-d", "--name", "again", "--restart", "on-failure", "app:1", "sh", "-c", "sleep 1000")).ShouldSucceed();
        await KillAgentAsync();

        await File.WriteAllTextAsync(go, "go\n", Cancellation);
        (await _slipway.RunAsync("inspect", "-f", "{{.State.Pid}}", "again")).ShouldSucceed().Output.ShouldNotBe("0\n");
        while ((await _slipway.RunAsync("inspect", "-f", "{{.State.Status}}", "plain")).ShouldSucceed().Output != "exited\n")
            await Task.Delay(20, Cancellation);
        using (var again = ProcessHandle.TryOpen(await FindProgramAsync("again")))
        {
            again!.Send(Signal.Kill);
            await again.WaitForExitAsync(Cancellation);
        }

        // No agent comes for a command that only looks.
        (await _slipway.RunAsync("inspect", "-f", "{{.State.ExitCode}}", "plain")).ShouldSucceed().Output.ShouldBe("7\n");
        (await _slipway.RunAsync("ps", "-a", "--format", "{{.Names}} {{.Status}}")).ShouldSucceed().Output.ShouldMatch(@"(?m)^plain Exited \(7\) ");
        (await _slipway.RunAsync("ps", "-a", "--filter", "exited=7", "--format", "{{.Names}}")).ShouldSucceed().Output.ShouldBe("plain\n");
        (await _slipway.RunAsync("wait", "plain")).ShouldSucceed().Output.ShouldBe("7\n");
        // The agent that came for that knows a failure when it sees one.
        while ((await _slipway.RunAsync("inspect", "-f", "{{.State.Status}} {{.RestartCount}}", "again")).ShouldSucceed().Output is not "running 1\n")
            await Task.Delay(20, Cancellation);
        (await _slipway.RunAsync("rm", "-f", "plain", "again")).ShouldSucceed();
    }

    private async Task<ProcessIdentity> FindProgramAsync(string name) =>
        ProcessIdentity.Find(int.Parse((await _slipway.RunAsync("inspect", "-f", "{{.State.Pid}}", name)).ShouldSucceed().Output, System.Globalization.CultureInfo.InvariantCulture))!;

    private async Task KillAgentAsync()
    {
        using var client = new AgentClient(new(_slipway.Home));
        var agent = ProcessIdentity.Find((await client.GetHealthAsync(Cancellation)).Pid)!;
        agent.Kill(Signal.Kill);
        while (agent.IsAlive)
            await Task.Delay(5, Cancellation);
    }
}
