// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>What a prune took away, or would take.</summary>
/// <param name="Items">The things, in the order in which they went.</param>
/// <param name="StoreWasInUse">Whether a process used the store, so that only trees and folders that nobody held could go.</param>
public sealed record PruneResult(IReadOnlyList<StorageItem> Items, bool StoreWasInUse)
{
    /// <summary>The room that was freed, in bytes.</summary>
    public long Bytes => Items.Sum(static item => item.Bytes);
}
