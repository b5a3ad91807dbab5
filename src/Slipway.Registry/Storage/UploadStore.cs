// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// Uploads under way. Bytes are hashed as they arrive and are not read again, except after a restart or for a digest of another algorithm
/// than was announced. How much of an upload there is, its file knows, so that one goes on where it stopped whatever happened.
/// </summary>
internal sealed class UploadStore(IBlobStorage storage, UploadRecords records, BlobStore blobs, QuotaRecords quotas, TimeProvider time, RegistryLimits limits)
{
    private const int BufferSize = 256 * 1024;
    private static readonly TimeSpan KeptInMemory = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<string, UploadSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Begins an upload.</summary>
    /// <exception cref="OciException">TOOMANYREQUESTS: there are too many.</exception>
    public async Task<UploadSession> StartAsync(RepositoryName repository, HashAlgorithmName algorithm, string? by, CancellationToken cancellationToken)
    {
        DropIdle();
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var name = algorithm == HashAlgorithmName.SHA512 ? "sha512" : "sha256";
        var record = new UploadRecord(id, repository, name, time.GetUtcNow().ToUnixTimeMilliseconds(), by);
        await storage.CreateUploadAsync(id, cancellationToken);
        try
        {
            await records.AddAsync(record, limits, cancellationToken);
        }
        catch
        {
            await storage.DeleteUploadAsync(id, CancellationToken.None);
            throw;
        }
        return Remember(new(record));
    }

    /// <summary>An upload to a repository, for this request alone until <see cref="UploadSession.Leave"/>; null where there is none.</summary>
    public async Task<UploadSession?> EnterAsync(RepositoryName repository, string id, CancellationToken cancellationToken)
    {
        while (IsId(id) && records.Find(id) is { } record && record.Repository == repository)
        {
            var session = _sessions.GetOrAdd(id, static (_, record) => new(record), record);
            await session.EnterAsync(cancellationToken);
            // Whoever was before has ended or dropped it; the records know whether there is an upload still.
            if (session.IsForgotten)
            {
                session.Leave();
                continue;
            }
            session.LastUsed = time.GetUtcNow();
            try
            {
                // Bytes of two processes at once would be bytes of nobody's digest.
                session.Hold(await storage.LockUploadAsync(id, cancellationToken));
                if (await FindWholeAsync(session, cancellationToken))
                    return session;
            }
            catch
            {
                session.Leave();
                throw;
            }
            session.Leave();
            return null;
        }
        return null;
    }

    /// <summary>Adds the bytes of a request. What has arrived when the client goes away stays.</summary>
    /// <param name="session">The upload, entered.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="expected">How many there must be, or null for any number.</param>
    /// <param name="cancellationToken">The client is gone.</param>
    /// <exception cref="OciException">SIZE_INVALID: more or fewer came than expected, or more than a blob may have.</exception>
    public async Task AppendAsync(UploadSession session, Stream content, long? expected, CancellationToken cancellationToken)
    {
        var start = session.Length;
        quotas.RequireRoom(session.Record.Repository, start + (expected ?? 0));
        using var file = await storage.OpenUploadAsync(session.Record.Id, cancellationToken) ?? throw OciException.UploadUnknown(session.Record.Repository);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var filled = 0;
        try
        {
            while (await content.ReadAsync(buffer.AsMemory(filled, BufferSize - filled), cancellationToken) is > 0 and var count)
            {
                filled += count;
                if (filled == BufferSize)
                    await TakeBufferAsync();
            }
        }
        finally
        {
            // Whatever ended the reading, what came before it stays.
            await TakeBufferAsync();
            ArrayPool<byte>.Shared.Return(buffer);
            session.LastUsed = time.GetUtcNow();
        }
        if (expected is { } wanted && session.Length - start != wanted)
            throw OciException.Of(OciErrorCode.SizeInvalid, $"the request brought {session.Length - start} bytes where it announced {wanted}");

        async ValueTask TakeBufferAsync()
        {
            // Emptied first: bytes that are refused here are not offered again.
            var bytes = buffer.AsMemory(0, filled);
            filled = 0;
            if (expected is { } most && session.Length - start + bytes.Length > most)
                throw OciException.Of(OciErrorCode.SizeInvalid, $"the request brought more than the {most} bytes that it announced");
            if (session.Length + bytes.Length > limits.MaxBlobSize)
                throw OciException.Of(OciErrorCode.BlobTooLarge, $"the blob has more than the {limits.MaxBlobSize} bytes that this registry takes");
            if (bytes.IsEmpty)
                return;
            quotas.RequireRoom(session.Record.Repository, session.Length + bytes.Length);
            // The client may be gone: what it sent counts all the same.
            await file.AppendAsync(bytes, CancellationToken.None);
            session.Append(bytes.Span);
        }
    }

    /// <summary>Opens the bytes of an upload; null where there is none any more. Whoever adds to it has entered it.</summary>
    public ValueTask<IUploadContent?> OpenContentAsync(string id, CancellationToken cancellationToken) => storage.OpenUploadAsync(id, cancellationToken);

    /// <summary>Ends an upload: a blob of the digest if that is what arrived.</summary>
    /// <param name="session">The upload, entered; it has ended afterwards.</param>
    /// <param name="digest">The digest that the client says.</param>
    /// <param name="cancellationToken">The client is gone.</param>
    /// <exception cref="OciException">DIGEST_INVALID: other bytes arrived; they are gone.</exception>
    public async Task CompleteAsync(UploadSession session, Digest digest, CancellationToken cancellationToken)
    {
        var content = session.GetDigest();
        var isAlias = digest.Algorithm == "sha512";
        var alias = session.GetAlias() ?? (isAlias ? await ReadDigestAsync(session, digest, cancellationToken) : null);
        var actual = isAlias ? alias : content;
        if (actual != digest)
        {
            await CancelAsync(session, cancellationToken);
            throw OciException.Of(OciErrorCode.DigestInvalid, $"the {session.Length} bytes that arrived have the digest {actual}, not {digest}; upload the blob again", digest.ToString());
        }
        try
        {
            await blobs.CommitAsync(session.Record, content, alias, session.Length, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OciException)
        {
            // A flush that was refused once may succeed the second time without having written anything; what a quota refuses is gone.
            await CancelAsync(session, CancellationToken.None);
            throw;
        }
        Forget(session);
    }

    /// <summary>Ends an upload without a blob.</summary>
    /// <param name="session">The upload, entered; it has ended afterwards.</param>
    /// <param name="cancellationToken">Counts only until the records have forgotten it.</param>
    public async Task CancelAsync(UploadSession session, CancellationToken cancellationToken)
    {
        // Emptied first: on a full disk the records may need the room that the upload holds.
        await storage.EmptyUploadAsync(session.Record.Id, CancellationToken.None);
        await records.RemoveAsync(session.Record.Id, cancellationToken);
        await storage.DeleteUploadAsync(session.Record.Id, CancellationToken.None);
        Forget(session);
    }

    // What a session counts must be what its file holds; it isn't after a restart, or when another process wrote to it.
    private async Task<bool> FindWholeAsync(UploadSession session, CancellationToken cancellationToken)
    {
        if (await storage.FindUploadLengthAsync(session.Record.Id, cancellationToken) is not { } length)
            return false;
        if (session.Length != length)
        {
            session.Restart();
            await ReadAllAsync(session.Record, session.Append, cancellationToken);
        }
        return true;
    }

    private async Task<Digest?> ReadDigestAsync(UploadSession session, Digest like, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(like.HashName);
        await ReadAllAsync(session.Record, bytes => hash.AppendData(bytes), cancellationToken);
        return Digest.FromHash(like.HashName, hash.GetCurrentHash());
    }

    private Task ReadAllAsync(UploadRecord upload, Action<ReadOnlySpan<byte>> take, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            using var file = await storage.OpenUploadAsync(upload.Id, cancellationToken) ?? throw OciException.UploadUnknown(upload.Repository);
            var buffer = new byte[BufferSize];
            for (long offset = 0; await file.ReadAsync(buffer, offset, cancellationToken) is > 0 and var count; offset += count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                take(buffer.AsSpan(0, count));
            }
        },
        cancellationToken);

    private UploadSession Remember(UploadSession session)
    {
        session.LastUsed = time.GetUtcNow();
        return _sessions[session.Record.Id] = session;
    }

    private void Forget(UploadSession session)
    {
        session.IsForgotten = true;
        _sessions.TryRemove(session.Record.Id, out _);
    }

    // A session that nobody has used for a while is only a memory: its file and record are what counts.
    private void DropIdle()
    {
        var before = time.GetUtcNow() - KeptInMemory;
        foreach (var session in _sessions.Values)
        {
            if (session.LastUsed >= before || !session.TryEnter())
                continue;
            if (session.LastUsed < before)
                Forget(session);
            session.Leave();
        }
    }

    private static bool IsId(string id) => id.Length == 32 && id.All(char.IsAsciiHexDigitLower);
}
