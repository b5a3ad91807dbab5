// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Uploads of blobs: in one request, in two, in chunks, in a stream, and by mounting (distribution-spec end-4 to end-6, end-11, end-13, end-14).</summary>
internal sealed class UploadEndpoints(RegistryServices services)
{
    private const int MaxHolders = 1000;
    private readonly UploadStore _uploads = services.Storage.Uploads;
    private readonly BlobStore _blobs = services.Storage.Blobs;

    public async Task<IResult> StartAsync(RegistryRequest request)
    {
        if (request.Query("mount") is { } mount)
            return await MountAsync(request, mount);
        if (request.Query("digest") is not { } text)
            return Accept(request, await _uploads.StartAsync(request.Repository, ReadAlgorithm(request), request.By, request.Aborted));
        var digest = Digest.TryParse(text, out var parsed) ? parsed : throw OciException.DigestInvalid(text);
        var started = await _uploads.StartAsync(request.Repository, digest.HashName, request.By, request.Aborted);
        var session = await EnterAsync(request, started.Record.Id);
        try
        {
            await ReceiveAsync(request, session, expected: null);
            await _uploads.CompleteAsync(session, digest, request.Aborted);
            return Created(request, digest);
        }
        catch when (!session.IsForgotten)
        {
            // Nobody knows the name of this upload, so nobody could go on with it.
            await _uploads.CancelAsync(session, CancellationToken.None);
            throw;
        }
        finally
        {
            session.Leave();
        }
    }

    public async Task<IResult> AppendAsync(RegistryRequest request)
    {
        var session = await EnterAsync(request);
        try
        {
            await ReceiveAsync(request, session, ReadRange(request, session));
            return Accept(request, session);
        }
        finally
        {
            session.Leave();
        }
    }

    public async Task<IResult> CompleteAsync(RegistryRequest request)
    {
        var text = request.Query("digest");
        var digest = Digest.TryParse(text, out var parsed) ? parsed : throw OciException.DigestInvalid(text);
        var session = await EnterAsync(request);
        try
        {
            await ReceiveAsync(request, session, ReadRange(request, session));
            await _uploads.CompleteAsync(session, digest, request.Aborted);
            return Created(request, digest);
        }
        finally
        {
            session.Leave();
        }
    }

    public async Task<IResult> GetAsync(RegistryRequest request)
    {
        var session = await EnterAsync(request);
        WriteProgress(request, session);
        session.Leave();
        return new StatusResult(StatusCodes.Status204NoContent);
    }

    public async Task<IResult> CancelAsync(RegistryRequest request)
    {
        var session = await EnterAsync(request);
        try
        {
            await _uploads.CancelAsync(session, request.Aborted);
            return new StatusResult(StatusCodes.Status204NoContent);
        }
        finally
        {
            session.Leave();
        }
    }

    private async Task<IResult> MountAsync(RegistryRequest request, string mount)
    {
        var digest = Digest.TryParse(mount, out var parsed) ? parsed : throw OciException.DigestInvalid(mount);
        foreach (var from in FindSources(request, digest))
        {
            if (await _blobs.MountAsync(from, request.Repository, digest, request.Aborted))
                return Created(request, digest);
        }
        // Whatever stands against it, the client can upload the blob.
        return Accept(request, await _uploads.StartAsync(request.Repository, digest.HashName, request.By, request.Aborted));
    }

    // A blob is mounted only from where the client could have pulled it, named or not.
    private IEnumerable<RepositoryName> FindSources(RegistryRequest request, Digest digest)
    {
        var sources = request.Query("from") is not { } from ? _blobs.FindHolders(digest, MaxHolders)
            : RepositoryName.TryParse(from, out var named) ? [named]
            : [];
        return sources.Where(source => services.Access.Allows(request.Grant, source, RegistryAction.Pull));
    }

    private Task<UploadSession> EnterAsync(RegistryRequest request) => EnterAsync(request, request.Path.Reference);

    private async Task<UploadSession> EnterAsync(RegistryRequest request, string id) =>
        await _uploads.EnterAsync(request.Repository, id, request.Aborted) ?? throw OciException.UploadUnknown(request.Repository);

    private async Task ReceiveAsync(RegistryRequest request, UploadSession session, long? expected)
    {
        // Blobs have a limit of their own, and slow lines are no crime.
        if (request.Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (request.Context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        if (request.Http.ContentLength is { } announced && session.Length + announced > services.Options.Limits.MaxBlobSize)
            throw OciException.Of(OciErrorCode.BlobTooLarge, $"the blob has more than the {services.Options.Limits.MaxBlobSize} bytes that this registry takes");
        await _uploads.AppendAsync(session, request.Http.Body, expected, request.Aborted);
    }

    private static long? ReadRange(RegistryRequest request, UploadSession session)
    {
        if (request.Http.Headers.ContentRange.ToString() is not { Length: > 0 } text)
            return null;
        if (!ContentRange.TryParse(text, out var range))
            throw OciException.Of(OciErrorCode.BlobUploadInvalid, $"'{text}' is not a Content-Range; expected FIRST-LAST");
        if (range.First != session.Length || (request.Http.ContentLength is { } length && length != range.Length))
        {
            WriteProgress(request, session);
            throw OciException.Of(OciErrorCode.RangeInvalid, $"the range {range.First}-{range.Last} does not follow the {session.Length} bytes that have arrived, or isn't as long as the body; go on at {session.Length}");
        }
        return range.Length;
    }

    private static HashAlgorithmName ReadAlgorithm(RegistryRequest request) => request.Query("digest-algorithm") switch
    {
        null or "sha256" => HashAlgorithmName.SHA256,
        "sha512" => HashAlgorithmName.SHA512,
        var other => throw OciException.Of(OciErrorCode.DigestInvalid, $"'{other}' is not an algorithm of this registry; it knows sha256 and sha512"),
    };

    private static StatusResult Accept(RegistryRequest request, UploadSession session)
    {
        WriteProgress(request, session);
        return new(StatusCodes.Status202Accepted);
    }

    private static void WriteProgress(RegistryRequest request, UploadSession session)
    {
        var headers = request.Response.Headers;
        headers.Location = $"/v2/{request.Repository}/blobs/uploads/{session.Record.Id}";
        // Clients want an end that is not before the start, so nothing is written as one byte (moby's blob_writer.go).
        headers["Range"] = $"0-{Math.Max(0, session.Length - 1)}";
        headers["Docker-Upload-UUID"] = session.Record.Id;
    }

    private static StatusResult Created(RegistryRequest request, Digest digest)
    {
        request.Response.Headers.Location = $"/v2/{request.Repository}/blobs/{digest}";
        request.Response.Headers["Docker-Content-Digest"] = digest.ToString();
        return new(StatusCodes.Status201Created);
    }
}
