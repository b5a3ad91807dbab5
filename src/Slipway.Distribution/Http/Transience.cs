// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Slipway.Distribution;

/// <summary>Tells what may well go away by itself from what won't.</summary>
internal static class Transience
{
    // What a server asks for beyond this is an outage, not a wait.
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(2);

    /// <summary>Whether a status may be another one next time.</summary>
    public static bool Of(HttpStatusCode status) => (int)status is 408 or 425 or 429 or 500 or 502 or 503 or 504;

    /// <summary>How long a response asks to wait, at most two minutes; null where it doesn't.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait is { } asked ? asked < TimeSpan.Zero ? TimeSpan.Zero : asked > MaxRetryAfter ? MaxRetryAfter : asked : null;
    }

    /// <summary>What a request that no response came to is told as.</summary>
    public static RemoteException Translate(Exception exception, HttpMethod method, string url, SslPolicyErrors certificate)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AddressRefusedException:
                    return new($"{method} '{url}' is refused: {cause.Message}", exception) { Url = url, NeverConnected = true };
                case SocketException socket:
                    var isUnmade = (exception as HttpRequestException)?.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError;
                    var reason = socket.SocketErrorCode is SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData
                        ? "the host's name is not known (check its spelling and the network)"
                        : socket.Message;
                    return new($"{method} '{url}' was not answered: {reason}.", exception) { Url = url, IsTransient = true, NeverConnected = isUnmade };
                case AuthenticationException when certificate != SslPolicyErrors.None:
                    var flaw = certificate.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "is for another name" : "is of no authority that this machine trusts";
                    return new($"{method} '{url}' was not sent: the certificate that the host shows {flaw}. "
                        + "Give this machine its authority's certificate (update-ca-certificates) or name that for the host in registries.json, or name the host as insecure.", exception)
                    {
                        Url = url,
                        NeverConnected = true,
                    };
                case AuthenticationException tls:
                    return new($"{method} '{url}' was not sent: TLS with the host did not come about. {tls.Message}", exception)
                    {
                        Url = url,
                        NeverConnected = true,
                        IsTlsProblem = true,
                    };
            }
        }
        return new($"{method} '{url}' was not answered: {exception.Message}", exception) { Url = url, IsTransient = true };
    }
}
