// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Layers;

/// <summary>How a layer's tar is compressed.</summary>
public enum LayerCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By gzip, which every registry and runtime reads.</summary>
    Gzip,

    /// <summary>By zstd, with the system's libzstd.so.1.</summary>
    Zstd,
}
