// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>A file from the network, whose content is known by its digest.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Checksum">What it holds.</param>
internal sealed record DownloadOperation(Uri Address, Digest Checksum) : Operation
{
    /// <summary>The name that the file gets: the last part of the address's path.</summary>
    public string FileName => Address.Segments[^1].Trim('/') is { Length: > 0 } name && Uri.UnescapeDataString(name) is var plain && IsName(plain) ? plain : "__unnamed__";

    public override void Describe(KeyWriter key)
    {
        key.Add("kind", "download");
        key.Add("address", Address.AbsoluteUri);
        key.Add("checksum", Checksum);
    }

    private static bool IsName(string name) => name is not ("." or "..") && !name.Contains('/', StringComparison.Ordinal) && !name.Contains('\0', StringComparison.Ordinal);
}
