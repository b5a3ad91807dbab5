// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>What to copy.</summary>
/// <param name="Source">Where the image is.</param>
/// <param name="Destinations">Where it goes, one place or several.</param>
public sealed record CopyRequest(ImagePlace Source, IReadOnlyList<ImagePlace> Destinations)
{
    /// <summary>The platforms wanted of an index: of one its image alone, of several an index of theirs. The default is none, which copies everything as it is.</summary>
    public IReadOnlyList<Platform> Platforms { get; init; } = [];

    /// <summary>What goes along because it refers to what is copied. The default is null, nothing.</summary>
    public ReferrerSelection? Referrers { get; init; }
}
