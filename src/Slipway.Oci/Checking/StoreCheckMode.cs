// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>What a check does about what it finds.</summary>
public enum StoreCheckMode
{
    /// <summary>It reports it.</summary>
    Report,

    /// <summary>
    /// It reports it and mends what can be mended without loss: derived files are written again, damaged blobs and names are moved aside, what killed
    /// processes left is removed.
    /// </summary>
    Repair,
}
