// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Brings one blob into one repository (distribution-spec, "Pushing Blobs"): in one piece, or in chunks where one piece is too large.</summary>
internal sealed class BlobUpload(RegistryChannel channel, RepositoryName repository, BlobSource source)
{
    private readonly Descriptor _blob = source.Descriptor;
    private readonly string _action = $"Cannot push the blob {source.Descriptor.Digest} to '{channel.Host.Registry}/{repository}'";
    private readonly string[] _scopes = [RegistryScopes.Push(repository)];

    public async Task<PushedBlob> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var from in source.MountFrom)
        {
            if (await TryMountAsync(from, cancellationToken).ConfigureAwait(false))
                return PushedBlob.Mounted;
        }
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await UploadAsync(cancellationToken).ConfigureAwait(false);
                return PushedBlob.Uploaded;
            }
            catch (RegistryException e) when (channel.MayTryAgain(e, attempt))
            {
                // What is left of the session is of no use; the registry drops it in its own time.
                await channel.DelayAsync(e, attempt, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> TryMountAsync(RepositoryName from, CancellationToken cancellationToken)
    {
        var uri = channel.Host.At($"{repository}/blobs/uploads/?mount={_blob.Digest}&from={Uri.EscapeDataString(from.ToString())}");
        var request = new RegistryRequest(HttpMethod.Post, uri, _action)
        {
            Scopes = [.. _scopes, RegistryScopes.Pull(from)],
            Content = static () => new ByteArrayContent([]),
            // Whatever speaks against mounting, sending the blob is the other way.
            Expected = [HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed, HttpStatusCode.BadRequest],
        };
        using var response = await channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.Accepted)
            await CancelAsync(response, cancellationToken).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.Created;
    }

    private async Task UploadAsync(CancellationToken cancellationToken)
    {
        var (session, minChunk) = await StartAsync(cancellationToken).ConfigureAwait(false);
        var put = new RegistryRequest(HttpMethod.Put, WithDigest(session), _action)
        {
            Scopes = _scopes,
            Content = () => Body(new BlobContent(source.Open(), _blob.Size, source.Sent, leaveOpen: false)),
            Expected = [HttpStatusCode.RequestEntityTooLarge],
            MaxAttempts = 1,
        };
        using (var response = await channel.SendAsync(put, cancellationToken).ConfigureAwait(false))
        {
            if (response.StatusCode != HttpStatusCode.RequestEntityTooLarge)
            {
                Check(response);
                return;
            }
        }
        // A proxy before the registry takes bodies of some size only.
        (session, minChunk) = await StartAsync(cancellationToken).ConfigureAwait(false);
        await UploadChunksAsync(session, Math.Max(channel.Options.ChunkSize, minChunk), cancellationToken).ConfigureAwait(false);
    }

    private async Task<(Uri Session, int MinChunk)> StartAsync(CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(HttpMethod.Post, channel.Host.At($"{repository}/blobs/uploads/"), _action)
        {
            Scopes = _scopes,
            Content = static () => new ByteArrayContent([]),
        };
        using var response = await channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var minChunk = response.Headers.TryGetValues("OCI-Chunk-Min-Length", out var values)
            && int.TryParse(values.First(), CultureInfo.InvariantCulture, out var told) ? told : 0;
        return (SessionOf(response), minChunk);
    }

    private async Task UploadChunksAsync(Uri session, int chunkSize, CancellationToken cancellationToken)
    {
        var stream = source.Open();
        await using (stream.ConfigureAwait(false))
        {
            for (var start = 0L; start < _blob.Size;)
            {
                var (from, length) = (start, Math.Min(chunkSize, _blob.Size - start));
                var patch = new RegistryRequest(HttpMethod.Patch, session, _action)
                {
                    Scopes = _scopes,
                    Content = () => Chunk(stream, from, length),
                    MaxAttempts = 1,
                };
                using var response = await channel.SendAsync(patch, cancellationToken).ConfigureAwait(false);
                session = SessionOf(response);
                start += length;
            }
        }
        var put = new RegistryRequest(HttpMethod.Put, WithDigest(session), _action)
        {
            Scopes = _scopes,
            Content = static () => new ByteArrayContent([]),
            MaxAttempts = 1,
        };
        using var closed = await channel.SendAsync(put, cancellationToken).ConfigureAwait(false);
        Check(closed);
    }

    private HttpContent Chunk(Stream stream, long from, long length)
    {
        // The specification's form has no unit: 'Content-Range: <start>-<end>'.
        var content = Body(new BlobContent(stream, length, gone => source.Sent?.Invoke(from + gone), leaveOpen: true));
        content.Headers.TryAddWithoutValidation("Content-Range", $"{from}-{from + length - 1}");
        return content;
    }

    private static HttpContent Body(HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }

    private async Task CancelAsync(HttpResponseMessage started, CancellationToken cancellationToken)
    {
        var delete = new RegistryRequest(HttpMethod.Delete, SessionOf(started), _action) { Scopes = _scopes, MaxAttempts = 1 };
        try
        {
            using var response = await channel.SendAsync(delete, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException)
        {
            // Tidiness only: an open session expires by itself, and some registries want the right to delete for this.
        }
    }

    private Uri SessionOf(HttpResponseMessage response) =>
        response.Headers.Location is { } location
            ? new Uri(response.RequestMessage!.RequestUri!, location)
            : throw new RegistryException($"{_action}: the registry began an upload without saying where it goes on (Location).");

    private Uri WithDigest(Uri session)
    {
        var separator = session.Query.Length > 1 ? '&' : '?';
        return new Uri($"{session.GetLeftPart(UriPartial.Query)}{separator}digest={_blob.Digest}");
    }

    private void Check(HttpResponseMessage response)
    {
        if (RegistryClient.DigestOf(response) is { } stored && stored.Algorithm == _blob.Digest.Algorithm && stored != _blob.Digest)
            throw new RegistryException($"{_action}: the registry says it stored {stored}.");
    }
}
