// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>Addresses as they may be shown: without user and password, and without values of a query that might be signatures or tokens.</summary>
internal static class RedactedUrl
{
    private static readonly HashSet<string> Harmless = new(["digest", "from", "last", "mount", "n", "service", "scope", "tag"], StringComparer.Ordinal);

    /// <summary>The address, safe to show.</summary>
    public static string Of(Uri uri)
    {
        var shown = uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        if (uri.Query.Length <= 1)
            return shown;
        var pairs = uri.Query[1..].Split('&').Select(static pair =>
        {
            var name = pair.Split('=', 2)[0];
            return Harmless.Contains(name) ? pair : $"{name}=…";
        });
        return $"{shown}?{string.Join('&', pairs)}";
    }
}
