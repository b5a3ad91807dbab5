// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Build;
using Slipway.Cli.Commands.Fleets;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Building;

/// <summary>Runs a build by buildx, with its own progress shown, and tells what failed.</summary>
internal static class BuildxRun
{
    /// <summary>Builds the targets of a fleet; the store is leased meanwhile.</summary>
    public static async Task<BuildResult> RunAsync(Session session, SelectedFleet fleet, EngineWords engine, ParseResult words, BuildShow show, BuildxOptions options, CancellationToken cancellationToken)
    {
        using var lease = await session.Store.LeaseAsync(cancellationToken);
        using var http = Remotes.OpenHttp(session);
        // A terminal is buildx's own; else what it says goes where all progress goes.
        var isTerminal = session.ErrorTerminal != TerminalKind.Plain && show.Progress is null or "auto" or "tty";
        using var output = isTerminal ? null : new WriterStream(session.Error);
        var program = engine.ReadProgram(words, show, session, output);
        var result = await new BuildxEngine(program, Wiring.CreateServices(session, http), request => BuildRun.RunAsync(session, request, show, cancellationToken))
            .BuildAsync(fleet.Graph, fleet.Targets, options, cancellationToken);
        BuildReport.WriteFailures(result.Failures, session);
        return result;
    }
}
