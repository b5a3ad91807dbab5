// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Http.Headers;

namespace Slipway.Distribution;

/// <summary>Sends requests to one registry: shows the user when asked, tries again what may go away by itself, and tells refusals as exceptions.</summary>
internal sealed class RegistryChannel(GuardedHttp http, RegistryHost host, RegistryAuthenticator authenticator, RegistryClientOptions options)
{
    private const int AttemptsToConnect = 2;
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    public GuardedHttp Http => http;

    public RegistryHost Host => host;

    public RegistryClientOptions Options => options;

    /// <summary>Sends a request until it is answered with success or an expected status.</summary>
    /// <returns>The response, its body unread; the caller disposes it.</returns>
    /// <exception cref="RegistryException">It was refused, or not answered in time by any attempt.</exception>
    public async Task<HttpResponseMessage> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (RegistryException e) when (MayTryAgain(e, attempt, request.MaxAttempts))
            {
                await DelayAsync(e, attempt, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether another attempt after the given one is worth it.</summary>
    public bool MayTryAgain(RemoteException exception, int attempt, int? maxAttempts = null) =>
        exception.IsTransient && !(exception.RetryAfter > options.MaxRetryAfter) && attempt < Math.Min(maxAttempts ?? options.MaxAttempts, exception.NeverConnected ? AttemptsToConnect : int.MaxValue);

    /// <summary>Waits before the next attempt: as long as the registry says, else twice as long as the last time.</summary>
    public Task DelayAsync(RemoteException exception, int attempt, CancellationToken cancellationToken)
    {
        var backOff = options.RetryDelay * Math.Pow(2, Math.Min(attempt - 1, 16));
        var delay = exception.RetryAfter ?? (backOff < MaxDelay ? backOff : MaxDelay);
        return Task.Delay(delay, http.Options.Time, cancellationToken);
    }

    /// <summary>The exception for a response that can't be used; disposes it.</summary>
    public Task<RegistryException> RefuseAsync(HttpResponseMessage response, string action, CancellationToken cancellationToken) =>
        RegistryAnswers.ToExceptionAsync(http, response, host.Registry, action, cancellationToken);

    /// <summary>Reads a response's body whole, at most <paramref name="maxSize"/> bytes, and disposes it.</summary>
    public async Task<byte[]> ReadAsync(HttpResponseMessage response, int maxSize, string action, CancellationToken cancellationToken)
    {
        try
        {
            return await http.ReadBodyAsync(response, maxSize, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException e)
        {
            throw RegistryException.From(action, e);
        }
    }

    private async Task<HttpResponseMessage> TryAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        try
        {
            // What goes elsewhere (an upload session at another host) goes without the user.
            var isOwn = host.IsOwn(request.Uri);
            var authorisation = isOwn ? await authenticator.AuthoriseAsync(request.Scopes, cancellationToken).ConfigureAwait(false) : null;
            var response = await http.SendAsync(() => Create(request, authorisation), host.Root, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.Unauthorized && host.IsOwn(response.RequestMessage!.RequestUri!)
                && Challenge.Select(response.Headers.WwwAuthenticate) is { } challenge
                && await authenticator.AnswerAsync(challenge, request.Scopes, authorisation, cancellationToken).ConfigureAwait(false) is { } answer)
            {
                response.Dispose();
                response = await http.SendAsync(() => Create(request, answer), host.Root, cancellationToken).ConfigureAwait(false);
            }
            return response.IsSuccessStatusCode || request.Expected.Contains(response.StatusCode)
                ? response
                : throw await RefuseAsync(response, request.Action, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException e) when (e is not RegistryException)
        {
            throw RegistryException.From(request.Action, e);
        }
    }

    private static HttpRequestMessage Create(RegistryRequest request, AuthenticationHeaderValue? authorisation)
    {
        var message = new HttpRequestMessage(request.Method, request.Uri) { Content = request.Content?.Invoke() };
        message.Headers.Authorization = authorisation;
        foreach (var type in request.Accept)
            message.Headers.Accept.Add(new(type));
        if (request.RangeFrom is { } from)
            message.Headers.Range = new(from, null);
        return message;
    }
}
