// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Slipway.Distribution;

/// <summary>
/// Makes connections, and judges each address when it is connected to: a name that was looked up earlier may stand for another address by now.
/// A door has its own pool, so that a connection made through a wide door is never used through a narrow one.
/// </summary>
internal sealed class GuardedConnector(GuardedHttpOptions options) : IDisposable
{
    private readonly ConcurrentDictionary<Way, HttpMessageInvoker> _invokers = new();
    private readonly ConcurrentDictionary<string, HostTrust> _trust = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, NetworkReach> _reached = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SslPolicyErrors> _rejected = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The sender for requests to the host of <paramref name="uri"/> through <paramref name="door"/>. A host that is believed in a way of its own has one of its own.</summary>
    /// <exception cref="RemoteException">The host's certificates can't be read.</exception>
    public HttpMessageInvoker To(Uri uri, Door door)
    {
        var host = uri.Scheme == Uri.UriSchemeHttps ? Authority.Of(uri) : null;
        var trust = host is null ? HostTrust.Usual : _trust.GetOrAdd(host, name => HostTrust.Of(name, options));
        var pinned = host is null ? null : options.PinnedCertificateOf(host);
        return _invokers.GetOrAdd(new(door, trust == HostTrust.Usual && pinned is null ? null : host, pinned), key => CreateInvoker(key, trust));
    }

    /// <summary>Where the host of <paramref name="uri"/> stood when it was last connected to; null where a proxy hides that.</summary>
    public NetworkReach? ReachOf(Uri uri) => _reached.TryGetValue(Authority.Of(uri), out var reach) ? reach : null;

    /// <summary>What was wrong with the certificate that the host of <paramref name="uri"/> showed last; nothing where it showed none.</summary>
    public SslPolicyErrors CertificateProblemOf(Uri uri) => _rejected.GetValueOrDefault(uri.IdnHost);

    public void Dispose()
    {
        foreach (var invoker in _invokers.Values)
            invoker.Dispose();
        foreach (var trust in _trust.Values)
            trust.Certificates?.Dispose();
    }

    private HttpMessageInvoker CreateInvoker(Way way, HostTrust trust) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = options.ConnectTimeout,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        MaxResponseHeadersLength = 64,
        Proxy = new EnvironmentProxy(HttpClient.DefaultProxy, options.Proxy),
        ConnectCallback = (context, cancellationToken) => ConnectAsync(way.Door, context, cancellationToken),
        SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificates = trust.Certificates?.Own is { } own ? [own] : null,
            RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
                errors == SslPolicyErrors.None || (trust.Certificates?.VouchFor(certificate, chain, errors) ?? false)
                || (way.Pinned is { } file && PinnedCertificate.Accepts(file, certificate)) || (trust.IsInsecure && way.Door == Door.Named) || Reject(sender, errors),
        },
    });

    private bool Reject(object sender, SslPolicyErrors errors)
    {
        _rejected[(sender as SslStream)?.TargetHostName ?? ""] = errors;
        return false;
    }

    private async ValueTask<Stream> ConnectAsync(Door door, SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var target = context.InitialRequestMessage.RequestUri!;
        // Where the end point is not the request's host it is the environment's proxy, which the user named.
        var isProxy = port != target.Port || !host.Equals(target.IdnHost, StringComparison.OrdinalIgnoreCase);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        var admitted = isProxy ? addresses : [.. addresses.Where(address => door.Admits(address, host))];
        if (admitted.Length == 0)
            throw new AddressRefusedException(Refusal(door, host, addresses));
        var socket = await ConnectAsync(admitted, port, cancellationToken).ConfigureAwait(false);
        if (!isProxy)
            _reached[Authority.Of(target)] = NetworkReaches.Of(((IPEndPoint)socket.RemoteEndPoint!).Address);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async Task<Socket> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        SocketException? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, port, cancellationToken).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    /// <summary>Why none of the addresses will do.</summary>
    public static string Refusal(Door door, string host, IReadOnlyList<IPAddress> addresses)
    {
        var shown = addresses.Count == 0 ? "no address" : string.Join(", ", addresses);
        return door == Door.Named
            ? $"'{host}' stands for {shown}, an address of this link or of a cloud's metadata service, which is not connected to."
            : $"A server pointed to '{host}', which stands for {shown}: nearer to this machine than the server itself, so it is not connected to.";
    }

    private sealed record Way(Door Door, string? Host, string? Pinned);
}
