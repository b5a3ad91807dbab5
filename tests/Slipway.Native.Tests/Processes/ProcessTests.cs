// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Slipway.Native.Tests;

public sealed class ProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void This_process_is_alive() => ProcessIdentity.Current.IsAlive.ShouldBeTrue();

    [Fact]
    public void Another_process_with_the_same_pid_is_not_this_one()
    {
        var other = ProcessIdentity.Current with { StartTime = ProcessIdentity.Current.StartTime - 1 };

        other.IsAlive.ShouldBeFalse();
        other.Kill(Signal.Kill).ShouldBeFalse();
        (ProcessIdentity.Current with { BootId = "another boot" }).IsAlive.ShouldBeFalse();
    }

    [Fact]
    public async Task A_killed_orphan_is_reaped_and_tells_its_signal()
    {
        Subreaper.Become();
        var orphan = await StartOrphanAsync("exec sleep 1000");
        using var handle = ProcessHandle.TryOpen(orphan).ShouldNotBeNull();

        orphan.Kill(Signal.Term).ShouldBeTrue();

        (await handle.WaitForExitAsync(Cancellation)).ShouldBe(143);
        Directory.Exists($"/proc/{orphan.Pid}").ShouldBeFalse();
    }

    [Fact]
    public async Task An_orphan_tells_its_exit_code()
    {
        Subreaper.Become();
        var fifo = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Fifo.Create(fifo);
        var orphan = await StartOrphanAsync($"read line <{fifo}; exit 42");
        using var handle = ProcessHandle.TryOpen(orphan).ShouldNotBeNull();
        var exit = handle.WaitForExitAsync(Cancellation);

        await File.WriteAllTextAsync(fifo, "go\n", Cancellation);

        (await exit).ShouldBe(42);
        File.Delete(fifo);
    }

    [Fact]
    public async Task The_end_of_another_ones_child_can_be_awaited()
    {
        // The shell is the parent and reaps it.
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", "sleep 1000 & echo $!; wait $!; read keep"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!;
        var child = ProcessIdentity.Find(int.Parse((await shell.StandardOutput.ReadLineAsync(Cancellation))!)).ShouldNotBeNull();
        using var handle = ProcessHandle.TryOpen(child).ShouldNotBeNull();
        var exit = handle.WaitForExitAsync(Cancellation);

        child.Kill(Signal.Kill).ShouldBeTrue();

        // Null before kernel 6.15, which doesn't tell strangers.
        (await exit).ShouldBeOneOf(137, null);
        child.IsAlive.ShouldBeFalse();
        shell.StandardInput.Close();
        await shell.WaitForExitAsync(Cancellation);
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var handle = ProcessHandle.TryOpen(ProcessIdentity.Current).ShouldNotBeNull();
        var wait = handle.WaitForExitAsync(cancellation.Token);

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(wait);
    }

    private static async Task<ProcessIdentity> StartOrphanAsync(string script)
    {
        var result = await new Command("sh", ["-c", $"( {script} ) >/dev/null 2>&1 & echo $!"]).RunAsync(Cancellation);
        return ProcessIdentity.Find(int.Parse(result.EnsureSuccess().OutputText)).ShouldNotBeNull();
    }
}
