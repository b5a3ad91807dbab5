// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>The session in which a registry takes a blob: begun, asked where it stands, closed, given up.</summary>
internal sealed class UploadSession(RegistryChannel channel, RepositoryName repository, BlobSource source)
{
    private readonly string _action = $"Cannot push the blob {source.Descriptor.Digest} to '{channel.Host.Registry}/{repository}'";
    private readonly string[] _scopes = [RegistryScopes.Push(repository)];
    private UploadPosition? _last;

    /// <summary>An empty body.</summary>
    public static HttpContent NoContent() => new ByteArrayContent([]);

    /// <summary>A body of a blob's bytes.</summary>
    public static HttpContent Body(HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }

    /// <summary>A request for this upload.</summary>
    public RegistryRequest Request(HttpMethod method, Uri uri) => new(method, uri, _action) { Scopes = _scopes };

    /// <summary>Begins one.</summary>
    public async Task<UploadPosition> StartAsync(CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Post, channel.Host.At($"{repository}/blobs/uploads/")) with { Content = NoContent };
        using var response = await channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return PositionOf(response, 0);
    }

    /// <summary>Asks where the last one stands after it broke off; null where it is to begin again.</summary>
    public async Task<UploadPosition?> GoOnAsync(CancellationToken cancellationToken)
    {
        if (_last is not { } broken)
            return null;
        try
        {
            using var response = await channel.SendAsync(Request(HttpMethod.Get, broken.Uri) with { MaxAttempts = 1 }, cancellationToken).ConfigureAwait(false);
            // '0-0' is what is said of nothing as well as of one byte.
            return response.StatusCode == HttpStatusCode.NoContent && LastByteOf(response) is > 0 and var last && last < source.Descriptor.Size
                ? PositionOf(response, last + 1)
                : null;
        }
        catch (RegistryException)
        {
            return null; // a new one is begun, and says what is wrong if something still is
        }
    }

    /// <summary>Gives one up.</summary>
    public async Task CancelAsync(UploadPosition position, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await channel.SendAsync(Request(HttpMethod.Delete, position.Uri) with { MaxAttempts = 1 }, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException)
        {
            // Tidiness only: an open session expires by itself, and some registries want the right to delete for this.
        }
    }

    /// <summary>Where an answer says that it goes on.</summary>
    public UploadPosition PositionOf(HttpResponseMessage response, long offset)
    {
        var minChunk = response.Headers.TryGetValues("OCI-Chunk-Min-Length", out var values)
            && int.TryParse(values.First(), CultureInfo.InvariantCulture, out var told) ? told : _last?.MinChunk ?? 0;
        var location = response.Headers.Location
            ?? throw new RegistryException($"{_action}: the registry began an upload without saying where it goes on (Location).");
        return _last = new(new Uri(response.RequestMessage!.RequestUri!, location), offset, minChunk);
    }

    /// <summary>The address that closes it.</summary>
    public Uri WithDigest(UploadPosition position)
    {
        var separator = position.Uri.Query.Length > 1 ? '&' : '?';
        return new Uri($"{position.Uri.GetLeftPart(UriPartial.Query)}{separator}digest={source.Descriptor.Digest}");
    }

    /// <summary>Refuses an answer that speaks of other bytes.</summary>
    public void Check(HttpResponseMessage response)
    {
        if (RegistryClient.DigestOf(response) is { } stored && stored.Algorithm == source.Descriptor.Digest.Algorithm && stored != source.Descriptor.Digest)
            throw new RegistryException($"{_action}: the registry says it stored {stored}.");
    }

    private static long? LastByteOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Range", out var values) && values.First().Split('-') is [_, var last] && long.TryParse(last, CultureInfo.InvariantCulture, out var number)
            ? number : null;
}
