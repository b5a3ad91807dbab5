// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>The way to a home's agent: a socket that its owner alone may open.</summary>
internal static class AgentSocket
{
    /// <summary>A channel to the agent of a home; nothing is asked yet.</summary>
    public static AgentChannel Open(SlipwayHome home, Func<CancellationToken, Task>? ensure = null) => new(PathOf(home), ensure);

    /// <summary>Where the agent of a home listens.</summary>
    public static string PathOf(SlipwayHome home) => Path.Combine(home.Run, "agent.sock");
}
