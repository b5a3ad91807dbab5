// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>The network that RUN steps see.</summary>
public enum StepNetwork
{
    /// <summary>The host's network.</summary>
    Host,

    /// <summary>None but the step's own loopback.</summary>
    None,

    /// <summary>What the engine gives where nobody asks for one: ours the host's, BuildKit one of its own.</summary>
    Default,
}
