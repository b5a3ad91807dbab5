// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>One file of a blob. A blob that comes again gets another one, so that nothing is ever overwritten and nobody waits for a sweeper.</summary>
/// <param name="Digest">The blob's sha256.</param>
/// <param name="Generation">Which of its files: 16 lower-case hex digits, drawn by chance.</param>
internal readonly record struct BlobGeneration(Digest Digest, string Generation)
{
    /// <summary>A file for a blob that has just arrived.</summary>
    public static BlobGeneration New(Digest digest) => new(digest, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));

    public override string ToString() => $"{Digest.Hex}.{Generation}";
}
