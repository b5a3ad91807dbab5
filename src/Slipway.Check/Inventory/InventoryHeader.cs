// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>The first line of what is kept of a layer.</summary>
internal sealed record InventoryHeader(int Version, long FileBytes, int Facts);
