// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Cli.Progress;

namespace Slipway.Cli.Commands.Building;

/// <summary>Runs a build with its progress shown and its failures told.</summary>
internal static class BuildRun
{
    /// <summary>Builds a request; the store is leased meanwhile.</summary>
    public static Task<BuildResult> RunAsync(Session session, BuildRequest request, BuildShow show, CancellationToken cancellationToken) =>
        RunAsync(session, request.Options, show, (engine, options, view) => engine.BuildAsync(request with { Options = options }, view, cancellationToken), cancellationToken);

    /// <summary>Builds with what <paramref name="build"/> does with an engine; the store is leased meanwhile.</summary>
    public static async Task<BuildResult> RunAsync(
        Session session, BuildOptions options, BuildShow show, Func<BuildEngine, BuildOptions, IProgress<BuildEvent>, Task<BuildResult>> build, CancellationToken cancellationToken)
    {
        if (show.FailureShell is not null && !session.CanAsk)
            throw CommandException.Usage("--shell-on-failure needs a terminal, and standard input and standard error are none.", "leave it out here; the failed step's full log stays on disk, and its path is shown");
        using var lease = await session.Store.LeaseAsync(cancellationToken);
        using var http = Remotes.OpenHttp(session);
        BuildResult result;
        FailureShell? shell = null;
        await using (var view = BuildViews.Open(session, show))
        {
            if (show.FailureShell is { } program)
            {
                shell = new(session, view, program);
                options = options with { OnFailedStep = shell.OpenAsync };
            }
            result = await build(Wiring.CreateEngine(session, http), options, view);
        }
        BuildReport.WriteFailures(result.Failures.Where(failure => shell?.HasTold(failure) != true), session);
        return result;
    }
}
