// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Slipway.Distribution;

/// <summary>Judges where a registry's credentials may be sent for a token.</summary>
internal static class TokenRealm
{
    /// <summary>The place to get a token, judged.</summary>
    /// <param name="realm">What the registry says.</param>
    /// <param name="registry">The registry.</param>
    /// <param name="credential">Who is shown there; nobody where null.</param>
    /// <param name="tokenHosts">Hosts that may be shown the registry's credentials.</param>
    /// <exception cref="RegistryException">It is no place, or not one to be asked.</exception>
    public static Uri Of(string? realm, RegistryHost registry, RegistryCredential? credential, IReadOnlyList<string> tokenHosts)
    {
        if (!Uri.TryCreate(realm, UriKind.Absolute, out var place) || (place.Scheme != Uri.UriSchemeHttps && place.Scheme != Uri.UriSchemeHttp))
            throw new RegistryException($"The registry '{registry.Registry}' asks for a token but names '{realm}' as the place to get it.");
        if (place.Scheme == Uri.UriSchemeHttp && registry.Root.Scheme == Uri.UriSchemeHttps)
            throw new RegistryException($"The registry '{registry.Registry}' asks for a token from '{RedactedUrl.Of(place)}', without TLS; that is refused.");
        if (credential is not null && !MayReceiveCredentials(place, registry, tokenHosts))
        {
            throw new RegistryException($"The registry '{registry.Registry}' wants its credentials sent to '{place.Authority}', a host of another domain. "
                + $"If that is its token server, allow it as one of the 'tokenHosts' of '{registry.Registry}' in registries.json.");
        }
        return place;
    }

    /// <summary>
    /// Whether <paramref name="realm"/> is a place of the registry's own: the same host, a host that one domain below it or beside it
    /// shares (<c>registry.gitlab.com</c> and <c>gitlab.com</c>, <c>registry-1.docker.io</c> and <c>auth.docker.io</c>), or one allowed by name.
    /// </summary>
    public static bool MayReceiveCredentials(Uri realm, RegistryHost registry, IReadOnlyList<string> tokenHosts)
    {
        var (host, own) = (realm.IdnHost.ToLowerInvariant(), registry.Root.IdnHost.ToLowerInvariant());
        if (host == own || tokenHosts.Any(allowed => host.Equals(allowed, StringComparison.OrdinalIgnoreCase) || realm.Authority.Equals(allowed, StringComparison.OrdinalIgnoreCase)))
            return true;
        if (IPAddress.TryParse(host, out _) || IPAddress.TryParse(own, out _))
            return false;
        return IsParent(host, own) || (ParentOf(host) is { } parent && parent == ParentOf(own));
    }

    private static bool IsParent(string parent, string child) =>
        parent.Contains('.', StringComparison.Ordinal) && child.EndsWith('.' + parent, StringComparison.Ordinal);

    // 'a.example' has no parent to share: 'b.example' belongs to someone else. A parent of country form ('co.uk') is nobody's either.
    private static string? ParentOf(string host)
    {
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        var parent = dot < 0 ? "" : host[(dot + 1)..];
        var labels = parent.Split('.');
        return labels.Length < 2 || (labels.Length == 2 && labels[0].Length <= 3 && labels[1].Length == 2) ? null : parent;
    }
}
