// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>The blobs: files found through the records. A file that isn't what its record says is reported, and never served as if it were.</summary>
internal sealed class BlobStore(IBlobStorage storage, BlobRecords records, RegistryOptions options, TimeProvider time, ILogger<BlobStore> log)
{
    private const int BufferSize = 256 * 1024;

    private readonly VerifiedBlobs _verified = new(time);

    /// <summary>A blob that a repository holds and whose file has its size; null where there is none.</summary>
    public async Task<BlobRecord?> FindAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken) =>
        await ResolveAsync(repository, digest, cancellationToken) is { } record && await PinAsync(repository, record, cancellationToken) ? record : null;

    /// <summary>Opens a blob that a repository holds; null where there is none.</summary>
    public async Task<StoredBlob?> OpenAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken)
    {
        while (await ResolveAsync(repository, digest, cancellationToken) is { } record)
        {
            if (await storage.OpenAsync(record.File, cancellationToken) is { } content)
                return new(record, content);
        }
        return null;
    }

    /// <summary>
    /// Whether all of an open blob's bytes are right, which is looked at again when somebody has touched the file. Reading a part of one asks for it.
    /// </summary>
    public async Task<bool> VerifyOnceAsync(StoredBlob blob, CancellationToken cancellationToken)
    {
        if (IsVerified(blob))
            return true;
        if (await ReadDigestAsync(blob, cancellationToken) == blob.Digest)
        {
            SayVerified(blob);
            return true;
        }
        await ReportBadAsync(blob.Record, "its bytes have another digest");
        return false;
    }

    /// <summary>Whether all bytes of an open blob were found right lately, and nobody has touched them since.</summary>
    public bool IsVerified(StoredBlob blob) => _verified.Contains(blob);

    /// <summary>Remembers that all bytes of an open blob were read and are right.</summary>
    public void SayVerified(StoredBlob blob) => _verified.Add(blob);

    /// <summary>Records that a blob's file is not what it should be: it counts as absent until it is pushed again.</summary>
    public async Task ReportBadAsync(BlobRecord blob, string problem)
    {
        Log.BlobIsBad(log, blob.Digest, blob.Generation, problem);
        _verified.Remove(blob);
        // The reader may be gone by now, and the next one must still know.
        if (options.Now.Mode == RegistryMode.ReadWrite)
            await records.MarkBadAsync(blob, CancellationToken.None);
    }

    /// <summary>Makes a blob of one repository a blob of another too; false where the first doesn't hold it.</summary>
    /// <exception cref="OciException">DENIED: the namespace would hold more than it may.</exception>
    public async Task<bool> MountAsync(RepositoryName from, RepositoryName repository, Digest digest, CancellationToken cancellationToken) =>
        await ResolveAsync(from, digest, cancellationToken) is not null && await records.MountAsync(from, repository, digest, Now, cancellationToken);

    /// <summary>Names of repositories that hold a blob, at most <paramref name="count"/>.</summary>
    public IReadOnlyList<RepositoryName> FindHolders(Digest digest, int count) => records.FindHolders(digest, count);

    /// <summary>Takes a blob from a repository; false where it didn't hold it. The file stays until a collector takes it.</summary>
    /// <param name="removal">What is to happen: the repository, the blob, by whom and when.</param>
    /// <param name="cancellationToken">Ends the waiting for a turn.</param>
    public Task<bool> UnlinkAsync(RegistryEvent removal, CancellationToken cancellationToken) => records.UnlinkAsync(removal, cancellationToken);

    /// <summary>
    /// Makes a complete upload a blob. Its bytes are durable before its name, its name before its record, and its record before this returns.
    /// </summary>
    /// <param name="upload">The upload, with all bytes and the digests checked.</param>
    /// <param name="digest">The sha256.</param>
    /// <param name="alias">The sha512; null where it isn't known.</param>
    /// <param name="size">The size in bytes.</param>
    /// <param name="cancellationToken">Counts until the file gets its name.</param>
    public async Task CommitAsync(UploadRecord upload, Digest digest, Digest? alias, long size, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var file = BlobGeneration.New(digest);
        if (!await storage.PublishAsync(upload.Id, file, CancellationToken.None))
            throw OciException.UploadUnknown(upload.Repository);
        var replaced = await RecordAsync(new(upload.Repository, digest, alias, size, file.Generation, upload.Id, Now), file);
        // What was just hashed is right; of the file before nobody can say, so it goes whatever it holds.
        if (replaced is { } before)
            await storage.DeleteAsync(before, CancellationToken.None);
    }

    /// <summary>The digest of all bytes of an open blob.</summary>
    public static async Task<Digest> ReadDigestAsync(StoredBlob blob, CancellationToken cancellationToken, Func<int, Task>? pace = null)
    {
        using var hash = IncrementalHash.CreateHash(blob.Digest.HashName);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (long offset = 0; await blob.ReadAsync(buffer, offset, cancellationToken) is > 0 and var count; offset += count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, count);
                if (pace is not null)
                    await pace(count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return Digest.FromHash(hash.AlgorithmName, hash.GetCurrentHash());
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<BlobGeneration?> RecordAsync(BlobCommit commit, BlobGeneration file)
    {
        try
        {
            return await records.CommitAsync(commit, CancellationToken.None);
        }
        catch (OciException)
        {
            // Refused, and so nobody will ever ask for it.
            await storage.DeleteAsync(file, CancellationToken.None);
            throw;
        }
    }

    // A blob that comes again gets another file, and the one before goes: who meets that moment asks the records again, which name the other.
    private async Task<BlobRecord?> ResolveAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken)
    {
        for (BlobRecord? before = null; records.Find(repository, digest) is { } record; before = record)
        {
            var length = await storage.FindLengthAsync(record.File, cancellationToken);
            if (length == record.Size)
                return record;
            if (before?.Generation != record.Generation)
                continue;
            await ReportBadAsync(record, length is null ? "its file is missing" : $"its file has {length} bytes where {record.Size} are expected");
            return null;
        }
        return null;
    }

    // Whoever hears that a blob exists may not push it, so it must stay for as long as a push may take.
    private async Task<bool> PinAsync(RepositoryName repository, BlobRecord record, CancellationToken cancellationToken)
    {
        var now = Now;
        var isFresh = record.State == BlobState.Present && now - record.Touched <= options.Collection.Grace.TotalMilliseconds / 2;
        return isFresh || options.Now.Mode == RegistryMode.ReadOnly || await records.PinAsync(repository, record, now, cancellationToken);
    }
}
