// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>The sizes of one layer.</summary>
/// <param name="DiffId">The layer.</param>
/// <param name="Digest">Its blob.</param>
/// <param name="Stored">The bytes of its regular files, uncompressed, each file with several names once.</param>
/// <param name="Compressed">The bytes of its blob.</param>
public sealed record LayerSize(DiffId DiffId, Digest Digest, long Stored, long Compressed);
