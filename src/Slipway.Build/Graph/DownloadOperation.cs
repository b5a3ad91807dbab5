// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>A file from the network. Its content is known by the digest that is asked for, or else by what the address serves when the step is reached.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Checksum">What it must hold; null takes what comes.</param>
internal sealed record DownloadOperation(Uri Address, Digest? Checksum) : RemoteOperation
{
    private const string Unnamed = "__unnamed__";

    /// <summary>The name that the file gets: as with BuildKit the last part of the address's path, whatever the server calls it.</summary>
    public string FileName { get; init; } = NameOf(Address);

    /// <summary>The address as it may be shown.</summary>
    public string Shown => RedactedAddress.Of(Address.OriginalString);

    public override void Describe(KeyWriter key)
    {
        key.Add("kind", "download");
        key.Add("file name", FileName);
        key.Add("checksum", Checksum?.ToString());
    }

    public override void Identify(KeyWriter key)
    {
        key.Add("address", Address.OriginalString);
        key.Add("credentials", HttpCredentials.SourceOf(Address, Access.Secrets));
    }

    private static string NameOf(Uri address)
    {
        var path = Uri.UnescapeDataString(address.AbsolutePath).TrimEnd('/');
        var name = path[(path.LastIndexOf('/') + 1)..];
        return name is "" or "." or ".." || name.Contains('\0', StringComparison.Ordinal) ? Unnamed : name;
    }
}
