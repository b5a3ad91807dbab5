// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>What is claimed of the image of one platform alone.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Claims">The claims, laid over those of all platforms.</param>
public sealed record PlatformClaims(Platform Platform, ClaimSettings Claims);
