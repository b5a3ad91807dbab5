// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Layers;

/// <summary>What becomes of what only root can make.</summary>
public enum Privileges
{
    /// <summary>It is made, and it is an error where it cannot be.</summary>
    Required,

    /// <summary>
    /// As far as the root of a user namespace can: owners and file capabilities are set, and it is an error where they cannot be; device nodes, which nobody
    /// can make there, are left out and told, and trusted attributes are left out.
    /// </summary>
    OfNamespace,

    /// <summary>It is left out: all belongs to whoever unpacks, without device nodes, file capabilities and trusted attributes.</summary>
    LeftOut,
}
