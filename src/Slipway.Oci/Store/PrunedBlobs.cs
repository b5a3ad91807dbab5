// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>What a prune removed.</summary>
/// <param name="Digests">The blobs.</param>
/// <param name="Bytes">Their sizes together, in bytes.</param>
public sealed record PrunedBlobs(IReadOnlyList<Digest> Digests, long Bytes);
