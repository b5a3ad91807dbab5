// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What a report is made of beside the images that it is about.</summary>
public sealed record ReportSources
{
    /// <summary>Nothing.</summary>
    public static ReportSources None { get; } = new();

    /// <summary>Further targets of the fleet, with which layers may be shared, or which others save against.</summary>
    public IReadOnlyList<VerifiedTarget> Others { get; init; } = [];

    /// <summary>The plan of the targets, which knows how long each step took; null leaves times out.</summary>
    public FleetPlan? Plan { get; init; }

    /// <summary>An earlier report, or that of another fleet; null compares with nothing.</summary>
    public FleetReport? Before { get; init; }
}
