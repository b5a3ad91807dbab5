// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>What the records say of a blob.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Digest">Its sha256, whatever it was asked for by.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Generation">Which file holds it.</param>
/// <param name="State">What is known of that file.</param>
/// <param name="Touched">When someone was last told that it exists, in milliseconds since 1970.</param>
internal sealed record BlobRecord(long Id, Digest Digest, long Size, string Generation, BlobState State, long Touched)
{
    /// <summary>The file that holds it.</summary>
    public BlobGeneration File => new(Digest, Generation);
}
