// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Layers;

/// <summary>What becomes of what only root can make.</summary>
public enum Privileges
{
    /// <summary>It is made, and it is an error where it cannot be.</summary>
    Required,

    /// <summary>It is left out: all belongs to whoever unpacks, without device nodes, file capabilities and trusted attributes.</summary>
    LeftOut,
}
