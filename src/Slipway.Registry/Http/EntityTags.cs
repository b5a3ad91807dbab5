// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Primitives;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Entity tags that a header such as If-None-Match names: here they are digests, in quotes (RFC 9110, section 8.8.3). Clients send them bare, too.</summary>
/// <param name="IsAny">Whether it is <c>*</c>, which stands for whatever there is.</param>
/// <param name="Digests">The digests; what isn't one is passed over.</param>
internal sealed record EntityTags(bool IsAny, IReadOnlyList<Digest> Digests)
{
    public static string Of(Digest digest) => $"\"{digest}\"";

    /// <summary>Reads a header; null where there is none.</summary>
    public static EntityTags? Read(StringValues header)
    {
        if (header.Count == 0)
            return null;
        var (isAny, digests) = (false, new List<Digest>());
        foreach (var text in header.SelectMany(static line => (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            var tag = (text.StartsWith("W/", StringComparison.Ordinal) ? text[2..] : text).Trim('"');
            if (tag == "*")
                isAny = true;
            else if (Digest.TryParse(tag, out var digest))
                digests.Add(digest);
        }
        return new(isAny, digests);
    }

    /// <summary>Whether they name what has the digests <paramref name="current"/>, of which there are none for what doesn't exist.</summary>
    public bool Name(params IReadOnlyList<Digest> current) => IsAny ? current.Count > 0 : Digests.Any(current.Contains);
}
