// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>A storage in a folder of a disk, with the promises of POSIX and no more (see <see cref="IBlobFiles"/>). Nothing else in the registry knows of files.</summary>
internal sealed class FileBlobStorage(IBlobFiles files, TimeProvider time, StoragePaths paths) : IBlobStorage
{
    // Whoever died between making a folder and flushing the one above it left a folder that a power cut takes with all it holds: so
    // they are flushed each time, and not only by the process that made them.
    public void Prepare()
    {
        var folders = paths.BlobFolders().Append(StoragePaths.Uploads).Append(StoragePaths.Quarantine).ToList();
        files.MakeFolders(folders);
        foreach (var parent in new SortedSet<string>(folders.SelectMany(ListParents), StringComparer.Ordinal))
            files.FlushFolder(parent);
    }

    public ValueTask CreateUploadAsync(string id, CancellationToken cancellationToken)
    {
        files.Create(StoragePaths.Upload(id)).Dispose();
        return ValueTask.CompletedTask;
    }

    public ValueTask<IUploadContent?> OpenUploadAsync(string id, CancellationToken cancellationToken) =>
        new(files.Open(StoragePaths.Upload(id), FileAccess.ReadWrite) is { } file ? new FileContent(file) : null);

    public Task<IDisposable> LockUploadAsync(string id, CancellationToken cancellationToken) => files.LockAsync(StoragePaths.UploadLock(id), FileLockMode.Exclusive, cancellationToken);

    public ValueTask<long?> FindUploadLengthAsync(string id, CancellationToken cancellationToken) => new(files.GetLength(StoragePaths.Upload(id)));

    public ValueTask EmptyUploadAsync(string id, CancellationToken cancellationToken)
    {
        using var file = files.Open(StoragePaths.Upload(id), FileAccess.ReadWrite);
        file?.Truncate(0);
        return ValueTask.CompletedTask;
    }

    // Who waits for the lock gets another file, and then learns that there is no upload.
    public ValueTask<bool> DeleteUploadAsync(string id, CancellationToken cancellationToken) =>
        new(files.Delete(StoragePaths.Upload(id)) | files.Delete(StoragePaths.UploadLock(id)));

    // Named before it is flushed, for no record says the name until both are durable: a journal then takes the file and its name in one commit, and
    // the second flush finds little left to do.
    public ValueTask<bool> PublishAsync(string id, BlobGeneration blob, CancellationToken cancellationToken)
    {
        using var file = files.Open(StoragePaths.Upload(id), FileAccess.ReadWrite);
        if (file is null)
            return new(false);
        // An upload may have begun long ago; a file that was named just now must not look like one that was forgotten.
        file.Touch(time.GetUtcNow());
        files.Rename(StoragePaths.Upload(id), paths.Blob(blob));
        try
        {
            file.Flush();
            files.FlushFolder(paths.BlobFolder(blob.Digest));
        }
        catch (IOException)
        {
            files.Delete(paths.Blob(blob));
            throw;
        }
        files.Delete(StoragePaths.UploadLock(id));
        return new(true);
    }

    public ValueTask<IBlobContent?> OpenAsync(BlobGeneration blob, CancellationToken cancellationToken) =>
        new(files.Open(paths.Blob(blob), FileAccess.Read) is { } file ? new FileContent(file) : null);

    public ValueTask<long?> FindLengthAsync(BlobGeneration blob, CancellationToken cancellationToken) => new(files.GetLength(paths.Blob(blob)));

    public ValueTask<bool> DeleteAsync(BlobGeneration blob, CancellationToken cancellationToken) => new(files.Delete(paths.Blob(blob)));

    public ValueTask<bool> QuarantineAsync(BlobGeneration blob, CancellationToken cancellationToken)
    {
        if (files.GetLength(paths.Blob(blob)) is null)
            return new(false);
        files.Rename(paths.Blob(blob), StoragePaths.Quarantined(blob));
        return new(true);
    }

    public IEnumerable<StoredName> ListBlobs() => paths.BlobFolders().SelectMany(ListBlobs);

    public IEnumerable<StoredName> ListUploads() =>
        from file in files.List(StoragePaths.Uploads)
        let id = StoragePaths.ReadUpload(file.Name)
        where id is not null
        select new StoredName(StoragePaths.Upload(file.Name), file.Modified) { UploadId = id };

    public IEnumerable<StoredName> ListQuarantine() => ListBlobs(StoragePaths.Quarantine).Select(static file => file with { IsQuarantined = true });

    public ValueTask<bool> DeleteQuarantinedAsync(BlobGeneration blob, CancellationToken cancellationToken) => new(files.Delete(StoragePaths.Quarantined(blob)));

    private IEnumerable<StoredName> ListBlobs(string folder) =>
        from file in files.List(folder)
        let blob = StoragePaths.ReadBlob(file.Name)
        where blob is not null
        select new StoredName($"{folder}/{file.Name}", file.Modified) { Blob = blob };

    private static IEnumerable<string> ListParents(string folder)
    {
        for (var parent = Path.GetDirectoryName(folder); parent is not null; parent = Path.GetDirectoryName(parent))
            yield return parent;
    }
}
