// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>What has come to the destinations of a copy, or would come.</summary>
/// <param name="Image">The image or index.</param>
public sealed record CopyResult(Descriptor Image)
{
    /// <summary>What refers to it or its parts and went along, with its artifact type and annotations. The default is nothing.</summary>
    public IReadOnlyList<Descriptor> Referrers { get; init; } = [];

    /// <summary>The tags that went along because they are made of a digest.</summary>
    public IReadOnlyList<string> DigestTags { get; init; } = [];

    /// <summary>What should have gone along and could not.</summary>
    public IReadOnlyList<SkippedReferrer> Skipped { get; init; } = [];
}
