// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Whose copied files are.</summary>
/// <param name="Uid">The user.</param>
/// <param name="Gid">The group.</param>
public sealed record CopyOwner(uint Uid, uint Gid)
{
    /// <summary>root's.</summary>
    public static CopyOwner Root { get; } = new(0, 0);
}
