// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>The network that RUN steps see.</summary>
public enum StepNetwork
{
    /// <summary>The host's network.</summary>
    Host,

    /// <summary>None but the step's own loopback.</summary>
    None,
}
