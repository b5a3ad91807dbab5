// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>A file that is asked for.</summary>
/// <param name="Address">Where it is, http or https.</param>
public sealed record DownloadRequest(Uri Address)
{
    /// <summary>The value of the header <c>Authorization</c>, for the address's own host and no other; null is none.</summary>
    public string? Authorization { get; init; }

    /// <summary>
    /// The address whose server named this one, so that it may stand no nearer to this machine than that server does; null where the user named it.
    /// </summary>
    public Uri? NamedBy { get; init; }

    /// <summary>The ETag of what is there already; null where nothing is.</summary>
    public string? KnownETag { get; init; }

    /// <summary>When what is there already changed last, where it has no ETag; null where nothing is.</summary>
    public DateTimeOffset? KnownLastModified { get; init; }

    /// <summary>The address alone, and of that nothing that might be a password.</summary>
    public override string ToString() => RedactedAddress.Of(Address.OriginalString);
}
