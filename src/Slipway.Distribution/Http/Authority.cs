// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Slipway.Distribution;

/// <summary>Compares and judges the <c>host[:port]</c> of addresses.</summary>
internal static class Authority
{
    /// <summary>Host and port, the port always there, in lower case.</summary>
    public static string Of(Uri uri) => $"{uri.IdnHost.ToLowerInvariant()}:{uri.Port}";

    /// <summary>The host of <c>host[:port]</c>, without the brackets of an IPv6 address.</summary>
    public static string HostOf(string authority)
    {
        if (authority.StartsWith('['))
            return authority[1..authority.IndexOf(']', StringComparison.Ordinal)];
        var colon = authority.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? authority : authority[..colon];
    }

    /// <summary>Whether the host is <c>localhost</c>, below it (RFC 6761), or a literal loopback address.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && NetworkReaches.Of(address) == NetworkReach.Loopback);

    /// <summary>Whether both have the same scheme, host and port, so that credentials of one may be sent to the other.</summary>
    public static bool IsSameOrigin(Uri left, Uri right) => left.Scheme == right.Scheme && Of(left) == Of(right);
}
