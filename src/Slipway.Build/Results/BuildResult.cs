// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>What became of a request.</summary>
public sealed record BuildResult
{
    /// <summary>What became of each target, in the request's order.</summary>
    public required IReadOnlyList<TargetResult> Targets { get; init; }

    /// <summary>How many steps the targets asked for, each counted for each target and platform.</summary>
    public required int StepsRequested { get; init; }

    /// <summary>How many of the unique steps ran.</summary>
    public required int StepsRun { get; init; }

    /// <summary>How many of the unique steps came from the cache.</summary>
    public required int StepsCached { get; init; }

    /// <summary>From the request to the last target.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What became of each step that was come to, base images and exports included, in the order in which they began.</summary>
    public IReadOnlyList<StepTiming> Steps { get; init; } = [];

    /// <summary>The folder with the logs of this build's steps and targets; null where no step wrote anything.</summary>
    public string? LogFolder { get; init; }

    /// <summary>Each failure once, in the order in which they happened; what failed only for want of another is not here.</summary>
    public IReadOnlyList<BuildFailure> Failures { get; init; } = [];

    /// <summary>Whether the cache is where it was to be carried, or was not to be or need not be.</summary>
    public bool IsCacheCarried { get; init; } = true;

    /// <summary>Whether every target is whole, and the cache where it was to be carried.</summary>
    public bool Succeeded => IsCacheCarried && Targets.All(static target => target.Succeeded);
}
