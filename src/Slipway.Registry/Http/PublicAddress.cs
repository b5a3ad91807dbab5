// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Http;

namespace Slipway.Registry;

/// <summary>The address by which the client of a request knows the registry.</summary>
internal static class PublicAddress
{
    /// <summary><c>scheme://host</c>, without a slash at its end.</summary>
    public static string Of(HttpRequest request, RegistryOptions options)
    {
        if (options.PublicAddress is { } known)
            return known.AbsoluteUri.TrimEnd('/');
        // A Host header is the client's own word, and goes back to that client alone; but it goes into a quoted string.
        var host = request.Host.Value ?? "";
        return host.AsSpan().ContainsAny('"', '\\') ? $"{request.Scheme}://localhost" : $"{request.Scheme}://{host}";
    }
}
