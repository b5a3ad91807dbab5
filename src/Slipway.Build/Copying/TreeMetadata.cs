// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>What a file of a step's tree gets beside its content.</summary>
/// <param name="UserId">The owner.</param>
/// <param name="GroupId">The group.</param>
/// <param name="Mode">The twelve permission bits; a symbolic link has none of its own.</param>
/// <param name="Modified">The time.</param>
internal readonly record struct TreeMetadata(uint UserId, uint GroupId, int Mode, UnixTime Modified)
{
    /// <summary>The extended attributes.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Attributes { get => field ?? TreeAttributes.None; init; }
}
