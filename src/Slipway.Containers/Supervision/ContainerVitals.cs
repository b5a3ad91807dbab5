// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What the agent does and knows of a running container, for whoever asks the disk: it lies with the run and goes with it.</summary>
public sealed record ContainerVitals
{
    private const int MaxChecks = 5;

    /// <summary>The published ports, with the host's ports that were chosen.</summary>
    public IReadOnlyList<PublishedPort> Ports { get; init; } = [];

    /// <summary>What the last check told; null before, and where there is none.</summary>
    public HealthReport? Health { get; init; }

    /// <summary>The last checks, the latest last; five at most.</summary>
    public IReadOnlyList<HealthReport> Checks { get; init; } = [];

    internal ContainerVitals With(HealthReport report) => this with { Health = report, Checks = [.. Checks.TakeLast(MaxChecks - 1), report] };
}
