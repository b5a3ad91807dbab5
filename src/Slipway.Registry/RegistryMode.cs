// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Whether a registry takes changes.</summary>
public enum RegistryMode
{
    /// <summary>It does.</summary>
    ReadWrite,

    /// <summary>It answers reads alone; nothing is collected either.</summary>
    ReadOnly,
}
