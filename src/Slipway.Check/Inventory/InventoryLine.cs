// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>A further line of what is kept of a layer: a file that matters, by the digest of its content.</summary>
internal sealed record InventoryLine(string Content, FileFacts Facts);
