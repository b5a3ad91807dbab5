// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Cli.Progress;
using Slipway.Distribution;

namespace Slipway.Cli.Commands.Building;

/// <summary>Runs a build with its progress shown and its failures told.</summary>
internal static class BuildRun
{
    /// <summary>Builds a request; the store is leased meanwhile.</summary>
    public static async Task<BuildResult> RunAsync(Session session, BuildRequest request, string? progress, CancellationToken cancellationToken)
    {
        using var lease = await session.Store.LeaseAsync(cancellationToken);
        using var http = new GuardedHttp(new() { UserAgent = ErrorReport.UserAgent });
        BuildResult result;
        await using (var view = BuildViews.Open(session, progress))
            result = await Wiring.CreateEngine(session, http).BuildAsync(request, view, cancellationToken);
        BuildReport.WriteFailures(result.Failures, session);
        return result;
    }
}
