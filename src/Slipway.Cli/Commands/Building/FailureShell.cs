// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Cli.Progress;
using Slipway.Native;

namespace Slipway.Cli.Commands.Building;

/// <summary>Opens a shell in a failed step (<c>--shell-on-failure</c>), with the terminal to itself.</summary>
/// <param name="session">Where the failure is told.</param>
/// <param name="view">What has the terminal otherwise.</param>
/// <param name="program">The shell; empty is the step's own.</param>
internal sealed class FailureShell(Session session, IBuildView view, string program)
{
    private readonly HashSet<int> _told = [];

    /// <summary>Whether a failure was told already, before its shell was opened.</summary>
    public bool HasTold(BuildFailure failure) => failure.Step is { } step && _told.Contains(step.Id);

    /// <summary>Tells the failure, opens the shell, and waits for its end.</summary>
    public async Task OpenAsync(FailedStep step, CancellationToken cancellationToken)
    {
        var shell = program.Length > 0 ? program : step.Shell;
        view.Pause();
        try
        {
            BuildReport.WriteFailures([step.Failure], session);
            _told.Add(step.Failure.Step!.Id);
            await session.Error.WriteLineAsync($"opening {DisplayText.Clean(shell)} in the failed step; its files are as the command left them; leave it with 'exit'");
            await session.Error.FlushAsync(cancellationToken);
            var exitCode = await step.RunInTerminalAsync([shell], cancellationToken);
            await session.Error.WriteLineAsync($"the shell ended with exit code {exitCode}");
        }
        catch (ExecutionException problem)
        {
            await session.Error.WriteLineAsync($"no shell could be opened: {DisplayText.Clean(problem.Tail.Length > 0 ? problem.Tail : problem.Message)}");
            await session.Error.WriteLineAsync("help: name another that the step has, such as --shell-on-failure=/bin/sh");
        }
        finally
        {
            view.Resume();
        }
    }
}
