// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>What containers by hand are supervised with.</summary>
public sealed record SupervisorOptions
{
    /// <summary>The home.</summary>
    public required SlipwayHome Home { get; init; }

    /// <summary>The clock. The default is the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How soon those that ended are started again.</summary>
    public RestartOptions Restart { get; init; } = RestartOptions.Default;

    /// <summary>Told what happens; it must not block. The default tells nobody.</summary>
    public Action<ContainerEvent> Report { get; init; } = static _ => { };
}
