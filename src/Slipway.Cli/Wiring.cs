// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;

namespace Slipway.Cli;

/// <summary>Puts the parts together that commands use.</summary>
internal static class Wiring
{
    /// <summary>The build engine of a session.</summary>
    public static BuildEngine CreateEngine(Session session) => new(new()
    {
        Home = session.Home,
        Store = session.Store,
        Time = session.Time,
    });
}
