// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary>How long logs of containers are kept that were taken away: the environment's <c>SLIPWAY_KEEP_LOGS</c>.</summary>
internal static class KeptLogs
{
    private const string Variable = "SLIPWAY_KEEP_LOGS";

    /// <summary>The time; a day unless the environment says otherwise, and none for 0.</summary>
    /// <exception cref="CommandException">The environment's is none.</exception>
    public static TimeSpan TimeOf(Session session) => session.Variable(Variable) switch
    {
        null or "" => RemovedLogs.DefaultTime,
        "0" => TimeSpan.Zero,
        var text => DurationText.TryParse(text, out var time) ? time : throw CommandException.Usage($"{Variable} '{text}' is not a time.", "write such as 12h or 7d, or 0 to keep none"),
    };
}
