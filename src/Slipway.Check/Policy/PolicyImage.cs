// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>One of the images that a name stands for.</summary>
/// <param name="Image">The image.</param>
/// <param name="Described">The platform that its index gives it; null where none does.</param>
internal sealed record PolicyImage(StoredImage Image, Platform? Described)
{
    /// <summary>The platform that its configuration says.</summary>
    internal Platform Platform => Image.Config.Platform.Normalised();

    /// <summary>Whether what is claimed of a platform alone is claimed of it: it would be taken for one by its index or by itself.</summary>
    internal bool MayRunAs(Platform platform) => Platform.Satisfies(platform) || Described?.Normalised().Satisfies(platform) == true;

    /// <summary>Whether it makes a name exist for a platform: nothing says otherwise.</summary>
    internal bool IsFor(Platform platform) => Platform.Satisfies(platform) && Described?.Normalised().Satisfies(platform) != false;
}
