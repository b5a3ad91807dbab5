// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>
/// Where the bytes of blobs and of uploads under way are. Which of them count, the records say: a storage only keeps what it is given, under names that
/// are never used twice. So a folder of a disk can be one, and so can a bucket of an S3-compatible service, where an upload is a multipart upload whose
/// key is final from the start. Several processes may use one at once.
/// </summary>
internal interface IBlobStorage
{
    /// <summary>Makes what the storage needs before the first use; it is no error if it is there.</summary>
    void Prepare();

    /// <summary>Begins an upload, with no bytes.</summary>
    ValueTask CreateUploadAsync(string id, CancellationToken cancellationToken);

    /// <summary>Opens an upload; null where there is none.</summary>
    ValueTask<IUploadContent?> OpenUploadAsync(string id, CancellationToken cancellationToken);

    /// <summary>Waits until no other process works on an upload, and keeps others from it. It ends with the process.</summary>
    Task<IDisposable> LockUploadAsync(string id, CancellationToken cancellationToken);

    /// <summary>How many bytes of an upload there are; null where there is none.</summary>
    ValueTask<long?> FindUploadLengthAsync(string id, CancellationToken cancellationToken);

    /// <summary>Gives back the room that an upload takes, if it is there; it must not be gone on with.</summary>
    ValueTask EmptyUploadAsync(string id, CancellationToken cancellationToken);

    /// <summary>Takes an upload away; false where there was none.</summary>
    ValueTask<bool> DeleteUploadAsync(string id, CancellationToken cancellationToken);

    /// <summary>Makes an upload a file of a blob. When this returns a power cut takes neither the bytes nor the name.</summary>
    /// <returns>False where there is no such upload.</returns>
    /// <exception cref="IOException">The storage refused; the upload must not be trusted, whatever a second try says.</exception>
    ValueTask<bool> PublishAsync(string id, BlobGeneration blob, CancellationToken cancellationToken);

    /// <summary>Opens a file of a blob; null where there is none.</summary>
    ValueTask<IBlobContent?> OpenAsync(BlobGeneration blob, CancellationToken cancellationToken);

    /// <summary>How many bytes a file of a blob has; null where there is none.</summary>
    ValueTask<long?> FindLengthAsync(BlobGeneration blob, CancellationToken cancellationToken);

    /// <summary>Takes a file of a blob away; false where there was none.</summary>
    ValueTask<bool> DeleteAsync(BlobGeneration blob, CancellationToken cancellationToken);

    /// <summary>Puts a file of a blob aside, where nobody is served from it and a person can look at it; false where there was none.</summary>
    ValueTask<bool> QuarantineAsync(BlobGeneration blob, CancellationToken cancellationToken);

    /// <summary>The files of blobs. Names of another form than its own are somebody else's, and it doesn't see them.</summary>
    IEnumerable<StoredName> ListBlobs();

    /// <summary>The uploads under way.</summary>
    IEnumerable<StoredName> ListUploads();

    /// <summary>The files of blobs that were put aside.</summary>
    IEnumerable<StoredName> ListQuarantine();

    /// <summary>Takes away what was put aside; false where there was none.</summary>
    ValueTask<bool> DeleteQuarantinedAsync(BlobGeneration blob, CancellationToken cancellationToken);
}
