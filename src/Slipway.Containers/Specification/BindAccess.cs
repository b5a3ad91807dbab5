// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Whether a container may change what is bound into it.</summary>
public enum BindAccess
{
    /// <summary>It may only read.</summary>
    ReadOnly,

    /// <summary>It may change it.</summary>
    ReadWrite,
}
