// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>What a call does when the last component of its path is a symbolic link. Links before the last are always followed.</summary>
public enum FinalLink
{
    /// <summary>The call is about the link itself.</summary>
    Keep,

    /// <summary>The call is about what the link points to.</summary>
    Follow,
}
