// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The two sizes of an image.</summary>
/// <param name="Size">The bytes of the regular files of all layers, uncompressed.</param>
/// <param name="CompressedSize">The bytes that travel.</param>
public sealed record ReportSizes(long Size, long CompressedSize);
