// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Runs one more program in a container, and never leaves it running.</summary>
internal sealed class ContainerExec(ContainerFolder folder, OciRuntime runtime, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10), Patience = TimeSpan.FromSeconds(5);

    internal async Task<int> RunAsync(ExecSpec exec, ContainerIO io, CancellationToken cancellationToken)
    {
        var files = new ExecFiles(folder);
        using var giveUp = new CancellationTokenSource();
        using var timeout = new CancellationTokenSource(exec.Timeout ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        Task<int>? run = null;
        try
        {
            files.Write(exec);
            run = runtime.ExecAsync(folder, files, io, giveUp.Token);
            return await run.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (ExecutionException problem) when (problem.ExitCode is 126 or 127)
        {
            return problem.ExitCode.Value;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"'{exec.Arguments[0]}' in the container '{folder.Id}' took longer than the {exec.Timeout!.Value.TotalSeconds:0.###} s it may take, and was killed.");
        }
        finally
        {
            if (run is { IsCompleted: false })
                await EndAsync(run, files, giveUp).ConfigureAwait(false);
            files.Delete();
        }
    }

    // The program is killed and not the runtime's client, which ends with it and reaps it; the other way round the program would stay alive.
    private static async Task EndAsync(Task<int> run, ExecFiles files, CancellationTokenSource giveUp)
    {
        for (var waited = TimeSpan.Zero; waited < Patience && !run.IsCompleted; waited += Pause)
        {
            if (files.ReadPid() is { } pid)
                ProcessIdentity.Find(pid)?.KillTree(Signal.Kill);
            // Cleaning up is not to be cancelled.
            await Task.Delay(Pause, CancellationToken.None).ConfigureAwait(false);
        }
        await giveUp.CancelAsync().ConfigureAwait(false);
        await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Subreaper.ReapContained();
    }
}
