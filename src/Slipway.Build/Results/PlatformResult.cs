// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>A target's image of one platform.</summary>
public sealed record PlatformResult
{
    /// <summary>The platform.</summary>
    public required Platform Platform { get; init; }

    /// <summary>The manifest.</summary>
    public required Descriptor Manifest { get; init; }

    /// <summary>What the layers take compressed, base included, in bytes.</summary>
    public required long CompressedSize { get; init; }

    /// <summary>How many of its steps ran.</summary>
    public required int StepsRun { get; init; }

    /// <summary>How many of its steps came from the cache.</summary>
    public required int StepsCached { get; init; }
}
