// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>The blobs: files found through the records. A file that isn't what its record says is reported, and never served as if it were.</summary>
internal sealed class BlobStore(IBlobFiles files, BlobRecords records, TimeProvider time, CollectionOptions collection, ILogger<BlobStore> log)
{
    private const int BufferSize = 256 * 1024;

    // Generations whose bytes this process has read and found right; parts of others are not served.
    private readonly ConcurrentDictionary<string, long> _verified = new(StringComparer.Ordinal);

    /// <summary>A blob that a repository holds and whose file has its size; null where there is none.</summary>
    public async Task<BlobRecord?> FindAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken)
    {
        if (records.Find(repository, digest) is not { } record)
            return null;
        if (!await CheckSizeAsync(record, files.GetLength(PathOf(record)), cancellationToken))
            return null;
        return await PinAsync(record, cancellationToken) ? record : null;
    }

    /// <summary>Opens a blob that a repository holds; null where there is none.</summary>
    public async Task<StoredBlob?> OpenAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken)
    {
        // A healed blob gets another file, and the first may be gone by the time it is opened: then the records are asked once more.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            if (records.Find(repository, digest) is not { } record)
                return null;
            var file = files.Open(PathOf(record), FileAccess.Read);
            if (file is null && attempt == 0)
                continue;
            if (await CheckSizeAsync(record, file?.Length, cancellationToken))
                return new(record, file!);
            file?.Dispose();
            return null;
        }
        return null;
    }

    /// <summary>Whether all of an open blob's bytes are right, which is looked at once in a process' life. Reading a part of one asks for it.</summary>
    public async Task<bool> VerifyOnceAsync(StoredBlob blob, CancellationToken cancellationToken)
    {
        if (_verified.ContainsKey(blob.Record.Generation))
            return true;
        using var hash = IncrementalHash.CreateHash(blob.Digest.HashName);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (long offset = 0; blob.File.Read(buffer, offset) is > 0 and var count; offset += count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        if (Digest.FromHash(hash.AlgorithmName, hash.GetCurrentHash()) == blob.Digest)
        {
            SayVerified(blob);
            return true;
        }
        await ReportBadAsync(blob.Record, "its bytes have another digest");
        return false;
    }

    /// <summary>Remembers that all bytes of an open blob were read and are right.</summary>
    public void SayVerified(StoredBlob blob) => _verified[blob.Record.Generation] = blob.Size;

    /// <summary>Records that a blob's file is not what it should be: it counts as absent until it is pushed again.</summary>
    public async Task ReportBadAsync(BlobRecord blob, string problem)
    {
        Log.BlobIsBad(log, blob.Digest, blob.Generation, problem);
        _verified.TryRemove(blob.Generation, out _);
        // The reader may be gone by now, and the next one must still know.
        await records.MarkBadAsync(blob, CancellationToken.None);
    }

    /// <summary>Makes a blob of one repository a blob of another too; false where the first doesn't hold it.</summary>
    public async Task<bool> MountAsync(RepositoryName from, RepositoryName repository, Digest digest, CancellationToken cancellationToken) =>
        records.Find(from, digest) is { } record
        && await CheckSizeAsync(record, files.GetLength(PathOf(record)), cancellationToken)
        && await records.MountAsync(from, repository, digest, Now, cancellationToken);

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
        using (var file = files.Open(StoragePaths.Upload(upload.Id), FileAccess.ReadWrite) ?? throw OciException.UploadUnknown(upload.Repository))
        {
            // An upload may have begun long ago; a file that was named just now must not look like one that was forgotten.
            file.Touch(time.GetUtcNow());
            file.Flush();
        }
        var generation = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var path = StoragePaths.Blob(digest, generation);
        files.Rename(StoragePaths.Upload(upload.Id), path);
        files.FlushFolder(StoragePaths.BlobFolder(digest));
        var commit = new BlobCommit(upload.Repository, digest, alias, size, generation, upload.Id, Now);
        var kept = await records.CommitAsync(commit, known => files.GetLength(PathOf(known)) == known.Size, CancellationToken.None);
        if (kept != generation)
            files.Delete(path);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static string PathOf(BlobRecord record) => StoragePaths.Blob(record.Digest, record.Generation);

    // Whoever hears that a blob exists may not push it, so it must stay for as long as a push may take.
    private async Task<bool> PinAsync(BlobRecord record, CancellationToken cancellationToken)
    {
        var now = Now;
        var isFresh = record.State == BlobState.Present && now - record.Touched <= collection.Grace.TotalMilliseconds / 2;
        return isFresh || await records.PinAsync(record, now, cancellationToken);
    }

    private async Task<bool> CheckSizeAsync(BlobRecord record, long? length, CancellationToken cancellationToken)
    {
        if (length == record.Size)
            return true;
        cancellationToken.ThrowIfCancellationRequested();
        await ReportBadAsync(record, length is null ? "its file is missing" : $"its file has {length} bytes where {record.Size} are expected");
        return false;
    }
}
