// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>The blobs of a store that the build cache holds on to: layers of steps, and images that were composed.</summary>
public static class CachedBlobs
{
    /// <summary>Their digests, of those that are there.</summary>
    public static IReadOnlySet<Digest> List(SlipwayHome home, OciLayout store) =>
        new CacheSurvey(home, store).ReadResults().SelectMany(static unit => unit.Blobs).ToHashSet();
}
