// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What someone without a login may do.</summary>
public enum AnonymousAccess
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Pull, and list what there is.</summary>
    Pull,

    /// <summary>Pull, push and overwrite, as registries without any access control allow; only deleting wants a login.</summary>
    Push,
}
