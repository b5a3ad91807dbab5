// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>What a prune is going to take away.</summary>
/// <param name="Units">Of the build cache, in the order in which it goes.</param>
/// <param name="Blobs">Of the store.</param>
/// <param name="Kept">The blobs that stay though no name reaches them.</param>
internal sealed record PrunePlan(IReadOnlyList<CacheUnit> Units, IReadOnlyList<(Digest Digest, StorageItem Item)> Blobs, IReadOnlySet<Digest> Kept);
