// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Slipway.Distribution;

namespace Slipway.Build;

/// <summary>Files for ADD, fetched by the guarded client.</summary>
/// <param name="http">The client; stays the caller's.</param>
public sealed class GuardedDownloads(GuardedHttp http) : IDownloads
{
    // Who writes an http address into a Dockerfile means it; what is fetched is named by its digest.
    private readonly GuardedHttp _http = http.Speaking(PlainHttpUse.Anywhere);

    /// <inheritdoc/>
    public async Task<Download> OpenAsync(DownloadRequest request, CancellationToken cancellationToken)
    {
        var response = await _http.SendAsync(() => Create(request), request.NamedBy ?? request.Address, cancellationToken).ConfigureAwait(false);
        var (etag, modified) = (response.Headers.NonValidated.TryGetValues("ETag", out var tags) ? tags.ToString() : null, response.Content.Headers.LastModified);
        if (IsKnown(request, response.StatusCode, etag))
        {
            response.Dispose();
            return new(Stream.Null, modified) { ETag = etag, IsUnchanged = true };
        }
        Require(response, request);
        return new(await _http.OpenBodyAsync(response, cancellationToken).ConfigureAwait(false), modified) { Length = response.Content.Headers.ContentLength, ETag = etag };
    }

    /// <inheritdoc/>
    public async Task<Uri> FollowAsync(DownloadRequest request, CancellationToken cancellationToken)
    {
        using var response = await _http.SendAsync(() => Create(request), request.NamedBy ?? request.Address, cancellationToken).ConfigureAwait(false);
        Require(response, request);
        return response.RequestMessage!.RequestUri!;
    }

    private static HttpRequestMessage Create(DownloadRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(request.Address) { UserName = "", Password = "", Fragment = "" }.Uri);
        if ((request.Authorization ?? Basic(request.Address)) is { } authorization)
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (request.KnownETag is { } etag)
            message.Headers.TryAddWithoutValidation("If-None-Match", etag);
        else if (request.KnownLastModified is { } modified)
            message.Headers.IfModifiedSince = modified;
        return message;
    }

    private static string? Basic(Uri address) => address.UserInfo is { Length: > 0 } user
        ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(user.Contains(':', StringComparison.Ordinal) ? user : user + ":"))) : null;

    // Some servers know ETags and no If-None-Match: what they send again needn't be read.
    private static bool IsKnown(DownloadRequest request, HttpStatusCode status, string? etag) =>
        (status == HttpStatusCode.NotModified && (request.KnownETag ?? (object?)request.KnownLastModified) is not null)
        || (status == HttpStatusCode.OK && request.KnownETag is { } known && etag is not null && Strong(known) == Strong(etag));

    private static string Strong(string etag) => etag.StartsWith("W/", StringComparison.Ordinal) ? etag[2..] : etag;

    private static void Require(HttpResponseMessage response, DownloadRequest request)
    {
        if (response.IsSuccessStatusCode)
            return;
        using (response)
        {
            throw new RemoteException($"GET '{request}' was answered with {(int)response.StatusCode} {response.ReasonPhrase}.")
            {
                Url = request.ToString(),
                StatusCode = response.StatusCode,
                IsTransient = (int)response.StatusCode is 408 or 425 or 429 or 500 or 502 or 503 or 504,
            };
        }
    }
}
