// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>A further line of what is kept of a layer: a file that matters, by why it does and the digest of its content.</summary>
internal sealed record InventoryLine(FactKind Kind, string Content, FileFacts Facts);
