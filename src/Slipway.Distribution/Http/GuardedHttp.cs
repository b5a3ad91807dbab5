// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using System.Runtime.ExceptionServices;
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>
/// The one way to other machines. It bounds time, redirects and sizes, sends credentials to no other host than the one they were meant
/// for, judges each address at the moment it is connected to, and speaks TLS that the system trusts.
/// </summary>
/// <remarks>
/// Refused are addresses of the link and of clouds' metadata services, unless the user named the address itself, and whatever a server
/// points to that stands nearer to this machine than that server. Safe for use by several tasks at once.
/// </remarks>
public sealed class GuardedHttp : IDisposable
{
    private readonly GuardedConnector _connector;
    private readonly ConcurrentBag<GuardedConnector> _others = [];
    private readonly bool _isOwner = true;

    /// <summary>Creates the client.</summary>
    /// <param name="options">How it treats the network; the defaults where null.</param>
    public GuardedHttp(GuardedHttpOptions? options = null)
    {
        Options = options ?? GuardedHttpOptions.Default;
        _connector = new(Options);
    }

    private GuardedHttp(GuardedHttpOptions options, GuardedConnector connector, ConcurrentBag<GuardedConnector> others) =>
        (Options, _connector, _others, _isOwner) = (options, connector, others, false);

    /// <summary>How it treats the network.</summary>
    public GuardedHttpOptions Options { get; }

    /// <summary>Whether <paramref name="authority"/>, <c>host[:port]</c>, may be spoken to without TLS.</summary>
    public bool AllowsPlainHttp(string authority) =>
        Options.PlainHttp == PlainHttpUse.Anywhere
        || Authority.IsLoopback(Authority.HostOf(authority))
        || Options.IsInsecure(authority);

    /// <summary>The same client, on the same connections, which speaks plain http elsewhere. It lives as long as this one, and disposing it does nothing.</summary>
    /// <param name="use">Where it speaks plain http.</param>
    public GuardedHttp Speaking(PlainHttpUse use) => new(Options with { PlainHttp = use }, _connector, _others);

    /// <summary>A client like this one, which goes by a proxy where the environment names none. It lives as long as this one, and disposing it does nothing.</summary>
    /// <param name="proxy">The proxy.</param>
    public GuardedHttp Behind(IWebProxy proxy)
    {
        var options = Options with { Proxy = proxy };
        var connector = new GuardedConnector(options);
        _others.Add(connector);
        return new(options, connector, _others);
    }

    /// <summary>Asks for a file.</summary>
    /// <param name="uri">Where; its host counts as named by the user.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A successful response whose body has not been read; the caller disposes it.</returns>
    /// <exception cref="RemoteException">It can't be had.</exception>
    public async Task<HttpResponseMessage> GetAsync(Uri uri, CancellationToken cancellationToken)
    {
        var response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, uri), uri, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            throw new RemoteException($"GET '{RedactedUrl.Of(uri)}' was answered with {(int)response.StatusCode} {response.ReasonPhrase}.")
            {
                Url = RedactedUrl.Of(uri),
                StatusCode = response.StatusCode,
                IsTransient = Transience.Of(response.StatusCode),
                RetryAfter = Transience.RetryAfter(response, Options.Time),
            };
        }
    }

    /// <summary>Sends a request and follows redirects; what is answered in the end is returned, whatever its status.</summary>
    /// <param name="create">Makes the request, anew for each host it is redirected to.</param>
    /// <param name="named">An address at the host that the user named; to any other host and port the request reaches less far.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The response; the caller disposes it. Its request says where it came from in the end.</returns>
    /// <exception cref="RemoteException">No response came, or a redirect leads where it must not be followed.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> create, Uri named, CancellationToken cancellationToken)
    {
        Uri? target = null;
        var isElsewhere = false;
        Uri? pointedFrom = null;
        for (var hops = 0; ; hops++)
        {
            using var request = create();
            var origin = request.RequestUri!;
            target ??= origin;
            isElsewhere |= !Authority.IsSameOrigin(origin, target);
            request.RequestUri = target;
            if (isElsewhere)
                request.Headers.Remove("Authorization");
            request.Headers.TryAddWithoutValidation("User-Agent", Options.UserAgent);
            var response = await SendOnceAsync(request, DoorTo(target, named, pointedFrom), cancellationToken).ConfigureAwait(false);
            if (!IsRedirect(response) || response.Headers.Location is not { } location)
                return response;
            using (response)
            {
                pointedFrom = target;
                target = Follow(request.Method, target, location, response.StatusCode, hops);
            }
        }
    }

    /// <summary>Opens a response's body; the stream owns the response, and each read of it stays under <see cref="GuardedHttpOptions.StallTimeout"/>.</summary>
    public async Task<Stream> OpenBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        new BodyStream(response, await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), Options);

    /// <summary>Reads a response's body whole and disposes the response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="maxSize">The most bytes that are read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RemoteException">The body is larger than <paramref name="maxSize"/>, or breaks off.</exception>
    public async Task<byte[]> ReadBodyAsync(HttpResponseMessage response, int maxSize, CancellationToken cancellationToken)
    {
        var uri = response.RequestMessage!.RequestUri!;
        var declared = response.Content.Headers.ContentLength;
        var body = await OpenBodyAsync(response, cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            if (declared > maxSize)
                throw TooLarge(uri, maxSize);
            var content = new MemoryStream((int)(declared ?? 0));
            var buffer = new byte[16 * 1024];
            while (await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                if (content.Length + count > maxSize)
                    throw TooLarge(uri, maxSize);
                content.Write(buffer, 0, count);
            }
            return content.ToArray();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isOwner)
            return;
        _connector.Dispose();
        foreach (var other in _others)
            other.Dispose();
    }

    private static RemoteException TooLarge(Uri uri, int maxSize) =>
        new($"The answer of '{RedactedUrl.Of(uri)}' is larger than the {maxSize} bytes that are read of it.") { Url = RedactedUrl.Of(uri) };

    private static bool IsRedirect(HttpResponseMessage response) => (int)response.StatusCode is 301 or 302 or 303 or 307 or 308;

    private Door DoorTo(Uri target, Uri named, Uri? pointedFrom)
    {
        if (Authority.Of(target) == Authority.Of(named))
            return Door.Named;
        // A realm is pointed to by the named host itself. Behind a proxy nobody knows where that stands: then only this machine is out of reach.
        var reach = _connector.ReachOf(pointedFrom ?? named);
        return reach is { } known ? Doors.From(known) : Door.FromPrivate;
    }

    private Uri Follow(HttpMethod method, Uri from, Uri location, HttpStatusCode status, int hops)
    {
        var shown = RedactedUrl.Of(from);
        RemoteException Refuse(string reason) => new($"{method} '{shown}' was redirected {reason}.") { Url = shown, StatusCode = status };

        if (hops >= Options.MaxRedirects)
            throw Refuse($"more than {Options.MaxRedirects} times (MaxRedirects)");
        var target = new Uri(from, location);
        if (target.Scheme != Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttp)
            throw Refuse($"to '{RedactedUrl.Of(target)}', which is neither https nor http");
        if (from.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp && !Authority.IsLoopback(Authority.HostOf(from.Authority)))
            throw Refuse($"from https to '{RedactedUrl.Of(target)}'; that is not followed");
        // What changes something is done where it was asked to be done, and once.
        if (method != HttpMethod.Get && method != HttpMethod.Head && ((int)status is not (307 or 308) || Authority.Of(from) != Authority.Of(target)))
            throw Refuse($"to '{RedactedUrl.Of(target)}'; only reads are followed there");
        return target;
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, Door door, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        var shown = RedactedUrl.Of(uri);
        if (uri.Scheme == Uri.UriSchemeHttp && !AllowsPlainHttp(uri.Authority))
            throw new RemoteException($"{request.Method} '{shown}' would go without TLS; '{uri.Authority}' must be named as an insecure host for that.") { Url = shown };
        // Behind a proxy no address of the target is seen here, but one that is written out can be judged.
        if (IPAddress.TryParse(Authority.HostOf(uri.Authority), out var literal) && !door.Admits(literal, Authority.HostOf(uri.Authority)))
            throw new RemoteException($"{request.Method} '{shown}' is refused: {GuardedConnector.Refusal(door, uri.Host, [literal])}") { Url = shown };
        using var watch = new StallWatch(Options.StallTimeout, Options.Time, cancellationToken);
        if (request.Content is { } content)
            request.Content = new WatchedContent(content, watch);
        try
        {
            return await _connector.To(uri, door).SendAsync(request, watch.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && watch.HasStalled)
        {
            var cause = new TimeoutException($"Nothing moved for {Options.StallTimeout.TotalSeconds:0.#} s (StallTimeout).");
            throw new RemoteException($"{request.Method} '{shown}' was not answered: {cause.Message}", cause) { Url = shown, IsTransient = true };
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            var cause = new TimeoutException($"No connection within {Options.ConnectTimeout.TotalSeconds:0.#} s (ConnectTimeout).", e);
            throw new RemoteException($"{request.Method} '{shown}' was not answered: {cause.Message}", cause) { Url = shown, IsTransient = true, NeverConnected = true };
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // A damaged blob in our own store is not this host's doing, nor is it what another registry failed to send to be passed on.
            if (Causes(e).FirstOrDefault(static cause => cause is CorruptBlobException or RemoteException or FileNotFoundException) is { } other)
                ExceptionDispatchInfo.Throw(other);
            throw Transience.Translate(e, request.Method, shown, _connector.CertificateProblemOf(uri));
        }
    }

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
