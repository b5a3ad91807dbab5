// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>
/// Brings one blob into one repository (distribution-spec, "Pushing Blobs"): by mounting, in one piece, or in chunks where one piece is too large. One that
/// breaks off goes on where the registry says that it stands.
/// </summary>
internal sealed class BlobUpload(RegistryChannel channel, RepositoryName repository, BlobSource source)
{
    private static readonly HttpStatusCode[] NoMount =
        [HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed, HttpStatusCode.BadRequest];

    private readonly Descriptor _blob = source.Descriptor;
    private readonly UploadSession _session = new(channel, repository, source);

    public async Task<PushedBlob> RunAsync(CancellationToken cancellationToken)
    {
        var begun = await MountAsync(cancellationToken).ConfigureAwait(false);
        if (begun.IsDone)
            return PushedBlob.Mounted;
        var session = begun.Session;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (attempt > 1 && await HasArrivedAsync(cancellationToken).ConfigureAwait(false))
                    return PushedBlob.Uploaded;
                await UploadAsync(session, cancellationToken).ConfigureAwait(false);
                return PushedBlob.Uploaded;
            }
            catch (RegistryException e) when (channel.MayTryAgain(e, attempt))
            {
                await channel.DelayAsync(e, attempt, cancellationToken).ConfigureAwait(false);
                session = await _session.GoOnAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Where nothing can be mounted a registry has begun an upload instead, which is as good as any.
    private async Task<(bool IsDone, UploadPosition? Session)> MountAsync(CancellationToken cancellationToken)
    {
        UploadPosition? begun = null;
        foreach (var from in source.MountFrom)
        {
            if (begun is not null)
                await _session.CancelAsync(begun, cancellationToken).ConfigureAwait(false);
            var uri = channel.Host.At($"{repository}/blobs/uploads/?mount={_blob.Digest}&from={Uri.EscapeDataString(from.ToString())}");
            var request = _session.Request(HttpMethod.Post, uri) with
            {
                Scopes = [RegistryScopes.Push(repository), RegistryScopes.Pull(from)],
                Content = UploadSession.NoContent,
                // Whatever speaks against mounting, sending the blob is the other way.
                Expected = NoMount,
            };
            using var response = await channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.Created)
                return (true, null);
            begun = response.StatusCode == HttpStatusCode.Accepted ? _session.PositionOf(response, 0) : null;
        }
        return (false, begun);
    }

    // The answer to an upload may be lost, and the blob there.
    private async Task<bool> HasArrivedAsync(CancellationToken cancellationToken)
    {
        var request = _session.Request(HttpMethod.Head, channel.Host.At($"{repository}/blobs/{_blob.Digest}")) with { Expected = [HttpStatusCode.NotFound] };
        using var response = await channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode;
    }

    private async Task UploadAsync(UploadPosition? begun, CancellationToken cancellationToken)
    {
        var session = begun ?? await _session.StartAsync(cancellationToken).ConfigureAwait(false);
        // Part of it is there, or the registry wants more than one request.
        if (session.Offset > 0)
        {
            await UploadChunksAsync(session, cancellationToken).ConfigureAwait(false);
            return;
        }
        var put = _session.Request(HttpMethod.Put, _session.WithDigest(session)) with
        {
            Content = () => UploadSession.Body(new BlobContent(source.OpenAsync, _blob.Size, source.Sent)),
            Expected = [HttpStatusCode.RequestEntityTooLarge],
            MaxAttempts = 1,
        };
        using (var response = await channel.SendAsync(put, cancellationToken).ConfigureAwait(false))
        {
            if (response.StatusCode != HttpStatusCode.RequestEntityTooLarge)
            {
                _session.Check(response);
                return;
            }
        }
        // A proxy before the registry takes bodies of some size only.
        await UploadChunksAsync(await _session.StartAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task UploadChunksAsync(UploadPosition position, CancellationToken cancellationToken)
    {
        var stream = await OpenAtAsync(position.Offset, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            while (position.Offset < _blob.Size)
            {
                var (start, length) = (position.Offset, Math.Min(Math.Max(channel.Options.ChunkSize, position.MinChunk), _blob.Size - position.Offset));
                var patch = _session.Request(HttpMethod.Patch, position.Uri) with { Content = () => Chunk(stream, start, length), MaxAttempts = 1 };
                using var response = await channel.SendAsync(patch, cancellationToken).ConfigureAwait(false);
                position = _session.PositionOf(response, start + length);
            }
        }
        var put = _session.Request(HttpMethod.Put, _session.WithDigest(position)) with { Content = UploadSession.NoContent, MaxAttempts = 1 };
        using var closed = await channel.SendAsync(put, cancellationToken).ConfigureAwait(false);
        _session.Check(closed);
    }

    private async Task<Stream> OpenAtAsync(long offset, CancellationToken cancellationToken)
    {
        var stream = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Read, not sought: what goes on is checked with what went before.
            var buffer = new byte[64 * 1024];
            for (var left = offset; left > 0;)
            {
                var count = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken).ConfigureAwait(false);
                left -= count > 0 ? count : throw new EndOfStreamException($"The blob {_blob.Digest} ended before byte {offset}.");
            }
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private HttpContent Chunk(Stream stream, long from, long length)
    {
        // The specification's form has no unit: 'Content-Range: <start>-<end>'.
        var content = UploadSession.Body(new BlobContent(_ => Task.FromResult<Stream>(new UnownedStream(stream)), length, gone => source.Sent?.Invoke(from + gone)));
        content.Headers.TryAddWithoutValidation("Content-Range", string.Create(CultureInfo.InvariantCulture, $"{from}-{from + length - 1}"));
        return content;
    }
}
