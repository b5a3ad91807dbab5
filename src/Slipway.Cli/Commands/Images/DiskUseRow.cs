// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Commands.Images;

/// <summary>One line of <c>slipway df --format json</c>.</summary>
/// <param name="Type">What takes the room.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Active">How many can still be used.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Reclaimable">Bytes that pruning all would free.</param>
internal sealed record DiskUseRow(string Type, int Total, int Active, long Size, long Reclaimable);
