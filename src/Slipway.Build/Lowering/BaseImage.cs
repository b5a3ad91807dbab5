// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>An image to stand on.</summary>
/// <param name="Image">The image; its layers need not be in the store.</param>
/// <param name="Reference">Where its layers can be had from; null where all are in the store.</param>
internal sealed record BaseImage(StoredImage Image, ImageReference? Reference);
