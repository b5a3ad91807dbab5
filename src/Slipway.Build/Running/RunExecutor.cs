// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Native;

namespace Slipway.Build;

/// <summary>Runs the command of a RUN step in a container on the files of the steps before it.</summary>
internal sealed class RunExecutor(Lazy<Task<ContainerRunner>> openContainers, HostAuthorities? authorities)
{
    /// <summary>Runs the command; what it changes is in the upper directory afterwards.</summary>
    /// <param name="run">What to run.</param>
    /// <param name="root">What it runs on.</param>
    /// <param name="mounts">What it sees beside.</param>
    /// <param name="writable">Where its changes go.</param>
    /// <param name="log">Takes what it writes.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="StepException">It cannot be run here, or its exit code is not 0.</exception>
    public async Task RunAsync(
        RunOperation run, IReadOnlyList<Snapshot> root, RunMounts mounts, WritableSnapshot writable, Action<StepOutput, string> log, CancellationToken cancellationToken)
    {
        ForeignPrograms.Require(run.Platform);
        var containers = await openContainers.Value.ConfigureAwait(false);
        LikeBelow(writable.UpperPath, root);
        using var output = new StepLogStream(text => log(StepOutput.Out, text));
        using var error = new StepLogStream(text => log(StepOutput.Error, text));
        try
        {
            var exit = await containers.RunAsync(Specify(run, mounts), writable.Over(root), new() { Output = output, Error = error }, cancellationToken).ConfigureAwait(false);
            if (exit.ExitCode is not 0)
                throw Failed(run, exit.ExitCode ?? 1, exit.IsOutOfMemory ? ["it was killed because the memory was used up"] : []);
        }
        catch (ExecutionException problem) when (problem.ExitCode is 126 or 127)
        {
            throw Failed(run, problem.ExitCode.Value, [problem.Tail.Length > 0 ? problem.Tail : problem.Message.TrimEnd('.')]);
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

    private static StepException Failed(RunOperation run, int exitCode, IReadOnlyList<string> notes) =>
        new($"process \"{run.CommandText}\" did not complete successfully: exit code: {exitCode}")
        {
            Kind = BuildFailureKind.Command,
            ExitCode = exitCode,
            Notes = notes,
        };
}
