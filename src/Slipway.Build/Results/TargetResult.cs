// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>What became of one target.</summary>
public sealed record TargetResult
{
    /// <summary>Which.</summary>
    public required BuildTarget Target { get; init; }

    /// <summary>The manifest, or the index of several platforms; null where the target failed.</summary>
    public Descriptor? Image { get; init; }

    /// <summary>The image of each platform, in the target's order; empty where the target failed.</summary>
    public IReadOnlyList<PlatformResult> Platforms { get; init; } = [];

    /// <summary>Why it failed, or null.</summary>
    public BuildFailure? Failure { get; init; }

    /// <summary>From the request until the target was done.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The file with what every step wrote that the target needed; null where none of them ran, or no file could be kept.</summary>
    public string? LogFile { get; init; }

    /// <summary>Which other engine built it; null, the default, is this one.</summary>
    public ForeignBuild? Foreign { get; init; }

    /// <summary>Whether it is whole.</summary>
    public bool Succeeded => Failure is null;
}
