// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>When the manifest of a whole image goes.</summary>
internal enum RootSending
{
    /// <summary>With its name.</summary>
    WithName,

    /// <summary>Before any name is set, so that a registry which refuses it does so before another shows it.</summary>
    Before,
}
