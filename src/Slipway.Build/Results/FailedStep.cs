// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;

namespace Slipway.Build;

/// <summary>A RUN step whose command failed, its files and mounts still there. It is good as long as <see cref="BuildOptions.OnFailedStep"/> runs.</summary>
public sealed class FailedStep
{
    private readonly Func<IReadOnlyList<string>, CancellationToken, Task<ContainerExit>> _run;

    internal FailedStep(BuildFailure failure, string shell, Func<IReadOnlyList<string>, CancellationToken, Task<ContainerExit>> run) => (Failure, Shell, _run) = (failure, shell, run);

    /// <summary>Why it failed.</summary>
    public BuildFailure Failure { get; }

    /// <summary>The program that runs the step's shell forms (SHELL).</summary>
    public string Shell { get; }

    /// <summary>
    /// Runs a program in the step's files, with its environment, mounts, user, working directory and network, on this process's terminal. The step's
    /// limits don't hold for it.
    /// </summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="InvalidOperationException">Standard input and standard error are no terminal.</exception>
    /// <exception cref="Native.ExecutionException">It could not be started; the exit code is 127 or 126 if the step's files lack the program.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and every process of it was killed.</exception>
    public async Task<int> RunInTerminalAsync(IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        (await _run(command, cancellationToken).ConfigureAwait(false)).ExitCode ?? 0;
}
