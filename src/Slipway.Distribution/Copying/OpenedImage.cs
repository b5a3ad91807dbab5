// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>An image in a place that is open. Owns the place.</summary>
/// <param name="Source">The place.</param>
/// <param name="Root">The image's manifest or index.</param>
internal sealed record OpenedImage(IImageSource Source, ManifestBlob Root) : IDisposable
{
    public void Dispose() => Source.Dispose();
}
