// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>Which of an image's two sizes a claim speaks of.</summary>
public enum SizeMeasure
{
    /// <summary>The bytes of the regular files of all layers, uncompressed, the base's layers included.</summary>
    Stored,

    /// <summary>The bytes that travel: the configuration and the layers as they are stored and sent.</summary>
    Compressed,
}
