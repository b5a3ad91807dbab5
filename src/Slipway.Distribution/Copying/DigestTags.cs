// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>
/// Tags that are made of a manifest's digest, by which cosign and others find what belongs to it: <c>sha256-….sig</c>, <c>.att</c>, <c>.sbom</c>. The bare tag
/// is the list of referrers, which each place keeps for itself.
/// </summary>
internal static partial class DigestTags
{
    /// <summary>Those of <paramref name="names"/> that are made of one of the digests.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> names, IEnumerable<Digest> digests)
    {
        var tags = digests.Select(ReferrersTag.Of).ToHashSet(StringComparer.Ordinal);
        return [.. names.Where(name => Form.Match(name) is { Success: true } match && match.Groups["rest"].Length > 0 && tags.Contains(match.Groups["tag"].Value)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether a name is made of a digest, the bare one too.</summary>
    public static bool IsOne(string name) => Form.IsMatch(name);

    [GeneratedRegex(@"^(?<tag>sha(256|512)-[0-9a-f]{64})(?<rest>(\.[a-zA-Z0-9._-]+)?)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form { get; }
}
