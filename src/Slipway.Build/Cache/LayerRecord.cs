// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>A layer that was written of a step's result.</summary>
/// <param name="Layer">The blob.</param>
/// <param name="DiffId">What it holds.</param>
/// <param name="FileBytes">The bytes of its regular files.</param>
internal sealed record LayerRecord(Descriptor Layer, DiffId DiffId, long FileBytes)
{
    /// <summary>The latest time that its entries kept, in seconds since 1970; null where all kept theirs.</summary>
    public long? LatestModified { get; init; }

    /// <summary>Whether a layer with these options can be made of it: no time that they keep is lost.</summary>
    public bool Serves(long? latestModified) => LatestModified is not { } latest || latestModified <= latest;
}
