// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>A sealed key: its digest, and the fields it was made of.</summary>
/// <param name="Digest">What results are found by.</param>
/// <param name="Fields">What it was made of, in order.</param>
internal sealed record CacheKey(Digest Digest, IReadOnlyList<KeyField> Fields);
