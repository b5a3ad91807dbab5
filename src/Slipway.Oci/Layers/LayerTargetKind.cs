// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Layers;

/// <summary>What kind of directory a layer is unpacked into.</summary>
public enum LayerTargetKind
{
    /// <summary>A root that holds what the layers below show: whiteouts delete.</summary>
    MergedRoot,

    /// <summary>A directory for this layer alone, to be mounted by overlayfs: whiteouts become devices 0:0, opaque marks an attribute.</summary>
    OverlayLayer,
}
