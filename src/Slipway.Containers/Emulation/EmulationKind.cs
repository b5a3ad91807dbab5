// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Whether and how programs of a platform run.</summary>
public enum EmulationKind
{
    /// <summary>They don't.</summary>
    Missing,

    /// <summary>They run without help.</summary>
    Native,

    /// <summary>They run under an emulator.</summary>
    Emulated,
}
