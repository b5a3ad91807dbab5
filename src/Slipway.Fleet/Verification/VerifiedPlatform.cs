// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>A target's image of one platform, looked at.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Inventory">What it holds.</param>
/// <param name="Proofs">What came of each claim, in the order of the file.</param>
public sealed record VerifiedPlatform(Platform Platform, ImageInventory Inventory, IReadOnlyList<Proof> Proofs);
