// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>The files of an image that is in the store, or whose manifest and configuration are.</summary>
/// <param name="Image">The image.</param>
/// <param name="Reference">Where missing layers can be had from; null where the image was made here.</param>
internal sealed record ImageOperation(StoredImage Image, ImageReference? Reference) : Operation
{
    public override void Describe(KeyWriter key)
    {
        key.Add("kind", "image");
        key.Add("base image", Image.Digest);
    }
}
