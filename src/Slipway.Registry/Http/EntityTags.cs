// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Primitives;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Entity tags: here they are digests, in quotes (RFC 9110, section 8.8.3). Clients send them bare, too.</summary>
internal static class EntityTags
{
    public static string Of(Digest digest) => $"\"{digest}\"";

    /// <summary>Whether a header such as If-None-Match names a digest, or is <c>*</c>.</summary>
    public static bool Matches(StringValues header, Digest digest) => Split(header).Any(tag => tag == "*" || tag == digest.ToString());

    /// <summary>Whether a header is <c>*</c>.</summary>
    public static bool IsAny(StringValues header) => Split(header).Any(static tag => tag == "*");

    /// <summary>The digests that a header names; what isn't one is passed over.</summary>
    public static IReadOnlyList<Digest> Digests(StringValues header) =>
        [.. Split(header).Select(static tag => Digest.TryParse(tag, out var digest) ? digest : default).Where(static digest => !digest.IsDefault)];

    private static IEnumerable<string> Split(StringValues header) =>
        from line in header
        where line is not null
        from tag in line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        select (tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag).Trim('"');
}
