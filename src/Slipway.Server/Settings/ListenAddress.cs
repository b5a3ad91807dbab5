// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Slipway.Server;

/// <summary>Addresses to listen on as settings write them.</summary>
internal static class ListenAddress
{
    /// <summary>Reads <c>IP:PORT</c>, <c>localhost:PORT</c>, or <c>:PORT</c> for every address.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPEndPoint? address)
    {
        address = null;
        var colon = text.LastIndexOf(':');
        if (colon < 0)
            return false;
        var host = text[..colon] switch
        {
            "" => "[::]",
            "localhost" => "127.0.0.1",
            var other => other,
        };
        return IPEndPoint.TryParse(host + text[colon..], out address) && ushort.TryParse(text.AsSpan(colon + 1), out _);
    }
}
