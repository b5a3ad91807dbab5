// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>Where an upload goes on.</summary>
/// <param name="Uri">The session's address, which each answer may change.</param>
/// <param name="Offset">How many bytes the registry has.</param>
/// <param name="MinChunk">The least bytes that a chunk but the last has.</param>
internal sealed record UploadPosition(Uri Uri, long Offset, int MinChunk);
