// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>What is kept of a license: never the license itself.</summary>
/// <param name="Fingerprint">The digest of its text.</param>
/// <param name="Status">What the check came to: <c>valid</c> or <c>test</c>.</param>
/// <param name="Id">The license's own id; null for a test license.</param>
/// <param name="Expires">When it expires; null for a test license.</param>
internal sealed record LicenseStamp(Digest Fingerprint, string Status, string? Id, DateTimeOffset? Expires)
{
    public static LicenseStamp Of(string license, LicenseVerdict verdict) => new(
        Digest.Sha256(Encoding.UTF8.GetBytes(license)),
        verdict.Status.ToString().ToLowerInvariant(),
        verdict.Claims?.Id,
        verdict.Claims is { } claims ? DateTimeOffset.FromUnixTimeSeconds(claims.Expires) : null);
}
