// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Slipway.Oci;

namespace Slipway.Packages;

/// <summary>
/// What a mirror has published of a suite: its <c>InRelease</c>. The signature is not checked here; apt does that when it takes packages from it.
/// </summary>
/// <param name="Source">The mirror and suite.</param>
/// <param name="Digest">The digest of the file: another one means that something was published.</param>
/// <param name="Origin">Who publishes it, <c>Debian</c> for one.</param>
/// <param name="Date">When; null where the file doesn't say.</param>
internal sealed record SuiteRelease(AptSource Source, Digest Digest, string Origin, DateTimeOffset? Date)
{
    /// <summary>Reads the fields before the lists of files.</summary>
    public static SuiteRelease Parse(AptSource source, ReadOnlySpan<byte> content)
    {
        var head = content[..Math.Min(content.Length, 16 * 1024)];
        var text = Encoding.UTF8.GetString(head);
        // A clear-signed message begins with its own header and a blank line (RFC 4880, 7).
        if (text.StartsWith("-----BEGIN PGP SIGNED MESSAGE-----", StringComparison.Ordinal))
            text = text[(text.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
        var fields = DebianFields.ParseAll(text).FirstOrDefault() ?? new Dictionary<string, string>();
        var date = fields.GetValueOrDefault("Date")?.Replace("UTC", "GMT", StringComparison.Ordinal);
        return new(source, Digest.Sha256(content), fields.GetValueOrDefault("Origin") ?? "",
            DateTimeOffset.TryParseExact(date, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var published) ? published : null);
    }
}
