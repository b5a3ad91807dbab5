// SPDX-License-Identifier: Apache-2.0

namespace Slipway.Build;

/// <summary>What a request comes to, without a step being run.</summary>
public sealed record BuildPlan
{
    /// <summary>How many steps the targets ask for, each counted for each target and platform.</summary>
    public required int StepsRequested { get; init; }

    /// <summary>The unique steps, each after those it needs.</summary>
    public required IReadOnlyList<PlannedStep> Steps { get; init; }

    /// <summary>What keeps targets from being built as they are written; steps of the others are planned.</summary>
    public IReadOnlyList<BuildFailure> Failures { get; init; } = [];
}
