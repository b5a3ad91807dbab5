// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>How much room one kind of things takes in a home.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Active">How many something can use: images with a name or a module, results and trees that a record names.</param>
/// <param name="Bytes">The room they take, in bytes.</param>
/// <param name="Reclaimable">The room that pruning all of them would free, in bytes; what an installed module needs is not in it.</param>
public sealed record StorageUse(StorageKind Kind, int Total, int Active, long Bytes, long Reclaimable);
