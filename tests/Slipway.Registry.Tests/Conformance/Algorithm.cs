// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry.Tests.Conformance;

/// <summary>What content is named by.</summary>
public enum Algorithm
{
    Sha256,
    Sha512,

    /// <summary>sha512, and the upload is announced to be so (end-4c).</summary>
    AnnouncedSha512,
}

internal static class AlgorithmExtensions
{
    public static Digest Of(this Algorithm algorithm, ReadOnlySpan<byte> bytes) => algorithm == Algorithm.Sha256 ? Digest.Sha256(bytes) : Digest.Sha512(bytes);

    /// <summary>What stands behind the path of a new upload.</summary>
    public static string Announcement(this Algorithm algorithm) => algorithm == Algorithm.AnnouncedSha512 ? "?digest-algorithm=sha512" : "";
}
