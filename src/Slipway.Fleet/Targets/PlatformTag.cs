// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>A reference to the image of one platform.</summary>
public sealed record PlatformTag(Platform Platform, ImageReference Reference);
