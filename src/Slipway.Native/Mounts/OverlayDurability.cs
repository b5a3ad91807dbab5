// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>What a flush on an overlay does.</summary>
public enum OverlayDurability
{
    /// <summary>fsync and sync on the overlay reach the upper directory's disk.</summary>
    Durable,

    /// <summary>fsync and sync on the overlay do nothing, so that installers run at memory's speed. Whoever keeps the upper directory flushes it.</summary>
    Volatile,
}
