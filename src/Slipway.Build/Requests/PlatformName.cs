// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>A name for the image of one platform.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Name">The name it gets in the local store.</param>
public sealed record PlatformName(Platform Platform, ImageReference Name);
