// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What is written down of a snapshot when it is complete.</summary>
/// <param name="CreatedAt">When that was.</param>
/// <param name="UnflushedBoot">The boot in which it was made, while its files may still be in memory alone; null once they are on the disk.</param>
internal sealed record SnapshotRecord(DateTimeOffset CreatedAt, string? UnflushedBoot)
{
    /// <summary>The device nodes of the layer that were not made; null where none was left out.</summary>
    public IReadOnlyList<string>? LeftOutDevices { get; init; }
}
