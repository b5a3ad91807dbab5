// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>What one path, or one match of a pattern, selects.</summary>
/// <param name="Name">The name it has at the destination if that is a folder; of --parents the path from the pivot.</param>
/// <param name="Items">The file, or the folder with all it holds, each after its folder.</param>
/// <param name="Parents">With --parents, the folders above it from the pivot on, outermost first, their <see cref="CopyItem.Relative"/> from the pivot.</param>
internal sealed record CopyTop(string Name, IReadOnlyList<CopyItem> Items, IReadOnlyList<CopyItem> Parents);
