// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Runs one more program in a container, and never leaves it running.</summary>
internal sealed class ContainerExec(ContainerFolder folder, OciRuntime runtime, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10), Patience = TimeSpan.FromSeconds(5);

    internal async Task<int> RunAsync(ExecSpec exec, ContainerIO io, CancellationToken cancellationToken)
    {
        var process = Path.Combine(folder.Bundle, $"exec-{Guid.NewGuid():N}.json");
        var pidFile = process + ".pid";
        using var giveUp = new CancellationTokenSource();
        using var timeout = new CancellationTokenSource(exec.Timeout ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        Task<int>? run = null;
        try
        {
            Write(process, exec);
            run = runtime.ExecAsync(folder, process, pidFile, io, giveUp.Token);
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
                await EndAsync(run, pidFile, giveUp).ConfigureAwait(false);
            foreach (var file in (string[])[process, pidFile, process + ".log"])
                File.Delete(file);
        }
    }

    // The program is killed and not the runtime's client, which ends with it and reaps it; the other way round the program would stay alive.
    private static async Task EndAsync(Task<int> run, string pidFile, CancellationTokenSource giveUp)
    {
        for (var waited = TimeSpan.Zero; waited < Patience && !run.IsCompleted; waited += Pause)
        {
            if (ReadPid(pidFile) is { } pid)
                ProcessIdentity.Find(pid)?.KillTree(Signal.Kill);
            // Cleaning up is not to be cancelled.
            await Task.Delay(Pause, CancellationToken.None).ConfigureAwait(false);
        }
        await giveUp.CancelAsync().ConfigureAwait(false);
        await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Subreaper.ReapContained();
    }

    private void Write(string path, ExecSpec exec)
    {
        if (!File.Exists(folder.Config))
            throw new ExecutionException($"There is no container '{folder.Id}' any more.") { Program = folder.Id };
        var config = JsonSerializer.Deserialize(File.ReadAllBytes(folder.Config), ContainersJson.Default.RuntimeSpec)
            ?? throw new InvalidDataException($"'{folder.Config}' holds nothing.");
        var process = config.Process with
        {
            Args = exec.Arguments,
            Env = RuntimeSpecBuilder.BuildEnvironment([.. config.Process.Env, .. exec.Environment]),
            Cwd = exec.WorkingDirectory ?? config.Process.Cwd,
        };
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(process, ContainersJson.Default.RuntimeProcess));
    }

    private static int? ReadPid(string pidFile) =>
        File.Exists(pidFile) && int.TryParse(File.ReadAllText(pidFile), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
}
