// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What a scrub read and found.</summary>
public sealed record ScrubReport
{
    /// <summary>How many blobs were read.</summary>
    public required long Blobs { get; init; }

    /// <summary>How many bytes these had.</summary>
    public required long Bytes { get; init; }

    /// <summary>How many manifests were read.</summary>
    public required long Manifests { get; init; }

    /// <summary>What is wrong; nothing where all is well.</summary>
    public required IReadOnlyList<ScrubProblem> Problems { get; init; }
}
