// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>The kinds of compression that layers may have.</summary>
public enum LayerCompressionKind
{
    /// <summary>Every tool reads it.</summary>
    Gzip,

    /// <summary>Faster and smaller; needs containerd 1.5 or Docker 23 to be read.</summary>
    Zstd,

    /// <summary>Plain tar.</summary>
    None,
}
