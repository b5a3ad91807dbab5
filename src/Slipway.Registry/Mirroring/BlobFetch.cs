// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// A blob on its way from another registry: its bytes go to an upload, from which any number of clients read behind it, each at its own speed. It goes on to its end when
/// they are gone, so that the next one finds it. It becomes a blob when all of its bytes are right, by the same steps as one that is pushed.
/// </summary>
internal sealed class BlobFetch(MirrorServices services, MirroredRepository repository, Digest digest)
{
    private const int BufferSize = 256 * 1024;

    private readonly TaskCompletionSource<FetchBegin> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _received;
    private volatile Exception? _failure;
    private volatile bool _isRight;

    /// <summary>That the other registry has begun to send it.</summary>
    /// <exception cref="UpstreamException">It doesn't.</exception>
    /// <exception cref="OciException">It is more than is taken.</exception>
    public Task<FetchBegin> Begun => _begun.Task;

    /// <summary>Does it. Never throws: what goes wrong is told to those who wait.</summary>
    /// <param name="ended">Called before anybody is told of the end, so that who comes after it doesn't join what has failed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Action ended, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            if (await IsHereAsync(cancellationToken))
                _begun.SetResult(new(null, null));
            else
                await FetchAsync(cancellationToken);
        }
#pragma warning disable CA1031 // Whatever it is, those who wait for the blob are told, and nobody else is there to be.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = e;
        }
        ended();
        _failure = failure;
        _isRight = failure is null;
        if (failure is not null && !_begun.TrySetException(failure))
            Log.FetchBroke(services.Log, digest, repository.ToString(), failure.Message);
        // Nobody may be waiting.
        _ = _begun.Task.Exception;
        Signal();
    }

    /// <summary>Waits until more bytes can be sent than a client has. The last one can't before all are known to be right.</summary>
    /// <param name="sent">How many the client has.</param>
    /// <param name="size">How many there are.</param>
    /// <param name="cancellationToken">The client is gone.</param>
    /// <returns>How many there are to be sent, those that the client has among them; all where <paramref name="sent"/> is <paramref name="size"/>.</returns>
    /// <exception cref="OciException">It broke off, or other bytes came than were asked for.</exception>
    public async ValueTask<long> WaitAsync(long sent, long size, CancellationToken cancellationToken)
    {
        while (true)
        {
            var moved = Volatile.Read(ref _moved);
            if (_isRight)
                return size;
            if (_failure is { } failure)
                throw ToRefusal(failure);
            if (Math.Min(Volatile.Read(ref _received), size - 1) is var ready && ready > sent)
                return ready;
            await moved.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits until it is a blob of the repository.</summary>
    /// <param name="cancellationToken">The client is gone.</param>
    /// <exception cref="OciException">It broke off, or other bytes came than were asked for.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken) => await WaitAsync(long.MaxValue, long.MaxValue, cancellationToken);

    /// <summary>What a client is told of a failure.</summary>
    private static OciException ToRefusal(Exception failure) => failure switch
    {
        OciException refusal => refusal,
        UpstreamException problem => problem.ToRefusal(),
        OperationCanceledException => OciException.Of(OciErrorCode.Unavailable, "the registry stops"),
        _ => OciException.Of(OciErrorCode.Unavailable, "the blob could not be stored; the registry's log says more"),
    };

    // Somebody may have brought it between the look and this fetch. What another repository holds need not come again, if this one's upstream has it.
    private async Task<bool> IsHereAsync(CancellationToken cancellationToken)
    {
        var blobs = services.Storage.Blobs;
        if (await blobs.FindAsync(repository.Local, digest, cancellationToken) is not null)
            return true;
        if (blobs.FindHolders(digest, 1) is not [var holder])
            return false;
        return await repository.Upstream.AskAsync(client => client.FindBlobSizeAsync(repository.Remote, digest, cancellationToken)) is not null
            ? await blobs.MountAsync(holder, repository.Local, digest, cancellationToken)
            : throw new UpstreamException(repository.Options.Upstream, UpstreamProblem.Missing, $"'{repository}' has no blob {digest}.");
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        var remote = await repository.Upstream.AskAsync(client => client.OpenBlobAsync(repository.Remote, digest, cancellationToken));
        await using var content = remote.Content;
        Limit(remote.Size ?? 0);
        services.Storage.Quotas.RequireRoom(repository.Local, remote.Size ?? 0);
        var uploads = services.Storage.Uploads;
        var id = (await uploads.StartAsync(repository.Local, digest.HashName, by: null, cancellationToken)).Record.Id;
        var session = await uploads.EnterAsync(repository.Local, id, cancellationToken) ?? throw OciException.UploadUnknown(repository.Local);
        try
        {
            _begun.SetResult(new(id, remote.Size));
            await ReceiveAsync(session, content, cancellationToken);
            await CompleteAsync(session, cancellationToken);
        }
        catch when (!session.IsForgotten)
        {
            // The registry may be stopping; what came is of no use without its end.
            await uploads.CancelAsync(session, CancellationToken.None);
            throw;
        }
        finally
        {
            session.Leave();
        }
    }

    private async Task ReceiveAsync(UploadSession session, Stream content, CancellationToken cancellationToken)
    {
        using var file = await services.Storage.Uploads.OpenContentAsync(session.Record.Id, cancellationToken) ?? throw OciException.UploadUnknown(repository.Local);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await ReadAsync(content, buffer, cancellationToken) is > 0 and var count)
            {
                Limit(session.Length + count);
                await file.AppendAsync(buffer.AsMemory(0, count), cancellationToken);
                session.Append(buffer.AsSpan(0, count));
                Volatile.Write(ref _received, session.Length);
                services.Metrics.CountFetched(repository.Options.Upstream, count);
                Signal();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<int> ReadAsync(Stream content, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAsync(buffer.AsMemory(0, BufferSize), cancellationToken);
        }
        catch (RemoteException e)
        {
            throw repository.Upstream.Translate(e);
        }
    }

    private async Task CompleteAsync(UploadSession session, CancellationToken cancellationToken)
    {
        try
        {
            await services.Storage.Uploads.CompleteAsync(session, digest, cancellationToken);
        }
        catch (OciException e) when (e.Code == OciErrorCode.DigestInvalid)
        {
            throw repository.Upstream.Refuse($"'{repository}' sent for {digest} what is something else: {e.Message}");
        }
    }

    private void Limit(long size)
    {
        var most = Math.Min(repository.Options.MaxBlobSize ?? long.MaxValue, services.Options.Limits.MaxBlobSize);
        if (size > most)
            throw OciException.Of(OciErrorCode.Denied, $"the blob has more than the {most} bytes that are fetched from {repository.Options.Upstream}", digest.ToString());
    }

    private void Signal() => Interlocked.Exchange(ref _moved, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
