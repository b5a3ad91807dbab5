// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Layers;

/// <summary>What overlayfs noted on a file of an upper directory.</summary>
internal enum OverlayMark
{
    /// <summary>Nothing that matters to a layer.</summary>
    None,

    /// <summary>The directory shows nothing of the layers below.</summary>
    Opaque,
}
