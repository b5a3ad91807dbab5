// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Native;

namespace Slipway.Build;

/// <summary>Runs the command of a RUN step in a container on the files of the steps before it.</summary>
internal sealed class RunExecutor(Lazy<Task<ContainerRunner>> openContainers, HostAuthorities? authorities, StepLimits limits, Emulation emulation, TimeProvider time)
{
    /// <summary>Runs the command; what it changes is in the upper directory afterwards.</summary>
    /// <param name="run">What to run.</param>
    /// <param name="root">What it runs on.</param>
    /// <param name="mounts">What it sees beside.</param>
    /// <param name="writable">Where its changes go.</param>
    /// <param name="log">Takes what it writes.</param>
    /// <param name="tail">Gives the last lines that it wrote.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>How much memory it was seen to use, in bytes; 0 where nobody knows.</returns>
    /// <exception cref="StepException">It cannot be run here, or its exit code is not 0.</exception>
    public async Task<long> RunAsync(
        RunOperation run, IReadOnlyList<Snapshot> root, RunMounts mounts, WritableSnapshot writable, Action<StepOutput, string> log, Func<IReadOnlyList<string>> tail,
        CancellationToken cancellationToken)
    {
        var containers = await openContainers.Value.ConfigureAwait(false);
        LikeBelow(writable.UpperPath, root);
        using var output = new StepLogStream(text => log(StepOutput.Out, text));
        using var error = new StepLogStream(text => log(StepOutput.Error, text));
        using var timeout = new CancellationTokenSource(limits.Timeout ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var spec = Limit(Specify(run, mounts));
            var exit = await containers.RunAsync(spec, writable.Over(root), new() { Output = output, Error = error }, either.Token).ConfigureAwait(false);
            if (exit.ExitCode is not 0)
                throw WrongProgram.Explain(RunFailure.OfExit(run, exit, limits, writable.UpperPath, tail()), run, [writable.UpperPath, .. root.Select(static snapshot => snapshot.Path)], tail(), emulation);
            return exit.PeakMemoryBytes ?? 0;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw RunFailure.TimedOut(run, limits.Timeout!.Value);
        }
        catch (ExecutionException problem) when (problem.ExitCode is 126 or 127)
        {
            throw WrongProgram.Explain(RunFailure.NotStarted(run, problem), run, [writable.UpperPath, .. root.Select(static snapshot => snapshot.Path)], [problem.Tail], emulation);
        }
        catch (ExecutionException problem)
        {
            throw new StepException(problem.Message.TrimEnd('.'), problem) { Kind = BuildFailureKind.Outside };
        }
        catch (ArgumentException problem)
        {
            // What the Dockerfile says doesn't make a container: a working directory of open files, say.
            throw new StepException(problem.Message.TrimEnd('.'), problem);
        }
    }

    /// <summary>Runs a program in a step that failed, as the step itself ran, on this process's terminal. No limit holds for it.</summary>
    public async Task<ContainerExit> RunInTerminalAsync(
        RunOperation run, IReadOnlyList<Snapshot> root, RunMounts mounts, WritableSnapshot writable, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var containers = await openContainers.Value.ConfigureAwait(false);
        var spec = Specify(run, mounts);
        var terminal = Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } term ? term : "linux";
        return await containers.RunInTerminalAsync(
            spec with { Arguments = command, Environment = [$"TERM={terminal}", .. spec.Environment] }, writable.Over(root), cancellationToken).ConfigureAwait(false);
    }

    private ContainerSpec Limit(ContainerSpec spec) => spec with
    {
        Resources = limits.Resources,
        SharedMemoryBytes = limits.SharedMemoryBytes,
        CgroupParent = limits.CgroupParent,
        ProcessLimits = [.. spec.ProcessLimits.Where(standard => limits.ProcessLimits.All(own => own.Type != standard.Type)), .. limits.ProcessLimits],
    };

    private ContainerSpec Specify(RunOperation run, RunMounts mounts)
    {
        List<string> environment = [.. run.Environment, .. run.ProxyEnvironment];
        var allMounts = mounts.Mounts.ToList();
        if (authorities is not null)
        {
            var named = environment.Concat(mounts.Environment).Select(static entry => entry[..entry.IndexOf('=', StringComparison.Ordinal)]).ToHashSet(StringComparer.Ordinal);
            environment.AddRange(HostAuthorities.Variables.Where(name => !named.Contains(name)).Select(static name => $"{name}={HostAuthorities.MountPath}"));
            allMounts.Add(new ContainerMount.Bind(authorities.Bundle, HostAuthorities.MountPath, BindAccess.ReadOnly));
        }
        return new()
        {
            Id = $"build-{Guid.NewGuid():N}",
            Arguments = run.Arguments,
            Environment = environment,
            SecretEnvironment = mounts.Environment,
            WorkingDirectory = run.WorkingDirectory,
            User = run.User,
            Hostname = run.Hostname,
            GeneratedFiles = GeneratedFileSet.Step,
            Mounts = allMounts,
            ExtraHosts = run.ExtraHosts,
            Network = run.Network == StepNetwork.None ? ContainerNetwork.None : ContainerNetwork.Host,
        };
    }

    // The root directory of an overlay is the topmost one, so it has to be like the one below.
    private static void LikeBelow(string upper, IReadOnlyList<Snapshot> root)
    {
        if (root.Count == 0)
            return;
        var status = LinuxFile.GetStatus(root[0].Path);
        LinuxFile.SetOwner(upper, status.UserId, status.GroupId);
        LinuxFile.SetMode(upper, status.Mode);
    }
}
