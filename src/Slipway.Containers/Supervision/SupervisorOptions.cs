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

    /// <summary>How containers get a way out.</summary>
    public EgressOptions Egress { get; init; } = EgressOptions.Default;

    /// <summary>How long, when the agent starts, those wait that have links to one with a check until that is healthy. The default is a minute.</summary>
    public TimeSpan WaitsForHealth { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the log of a container is kept that was taken away; zero keeps none. The default is a day.</summary>
    public TimeSpan KeepLogs { get; init; } = RemovedLogs.DefaultTime;

    /// <summary>Told what happens; it must not block. The default tells nobody.</summary>
    public Action<ContainerEvent> Report { get; init; } = static _ => { };

    /// <summary>Told what was changed in the host or goes wrong with it, a sentence; it must not block. The default tells nobody.</summary>
    public Action<string> Warn { get; init; } = static _ => { };
}
