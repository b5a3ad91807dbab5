// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// Takes what nothing needs any more, while pushes and pulls go on: the records change first, in small steps that any push may undo, and files
/// go when no record names them. A blob that comes back gets a file of its own, so nothing waits for anything.
/// </summary>
public sealed class GarbageCollector
{
    private const int BatchSize = 500;
    private static readonly TimeSpan OrphanAge = TimeSpan.FromHours(24);

    private readonly IBlobFiles _files;
    private readonly CollectionRecords _records;
    private readonly UploadRecords _uploads;
    private readonly RegistryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<GarbageCollector> _log;

    internal GarbageCollector(
        IBlobFiles files, CollectionRecords records, UploadRecords uploads, RegistryOptions options, TimeProvider time, ILogger<GarbageCollector> log) =>
        (_files, _records, _uploads, _options, _time, _log) = (files, records, uploads, options, time, log);

    /// <summary>Collects once.</summary>
    /// <param name="mode">Whether to do it, or to say what would be done.</param>
    /// <param name="cancellationToken">Ends it between two steps; what is left is taken the next time.</param>
    public async Task<CollectionReport> CollectAsync(CollectionMode mode, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var before = (now - _options.Collection.Grace).ToUnixTimeMilliseconds();
        var report = mode == CollectionMode.DryRun ? Look(now, before) : await TakeAsync(now, before, cancellationToken);
        if (mode == CollectionMode.Collect)
            Log.Collected(_log, report.Blobs.Count, report.Bytes, report.Manifests.Count, report.Uploads, report.Orphans);
        return report;
    }

    private CollectionReport Look(DateTimeOffset now, long before) => new()
    {
        Manifests = _options.Collection.Untagged == UntaggedManifests.Remove ? _records.ListUntagged(before) : [],
        Blobs = _records.ListUnneeded(before),
        Uploads = ListExpired(now).Count,
        Orphans = ListOrphans(now).Count(),
    };

    private async Task<CollectionReport> TakeAsync(DateTimeOffset now, long before, CancellationToken cancellationToken)
    {
        IReadOnlyList<(RepositoryName, Digest)> manifests = _options.Collection.Untagged == UntaggedManifests.Remove
            ? await _records.RemoveUntaggedAsync(before, cancellationToken)
            : [];
        var blobs = new List<(Digest, long)>();
        while (await _records.CondemnAsync(before, BatchSize, cancellationToken) > 0)
        {
            // Each batch is its own commit, between which pushes have theirs.
        }
        while (await _records.SweepAsync(before, BatchSize, cancellationToken) is { Count: > 0 } swept)
            blobs.AddRange(swept);
        await EmptyTrashAsync(cancellationToken);
        return new() { Manifests = manifests, Blobs = blobs, Uploads = await ExpireUploadsAsync(now, cancellationToken), Orphans = RemoveOrphans(now, cancellationToken) };
    }

    private async Task EmptyTrashAsync(CancellationToken cancellationToken)
    {
        while (_records.ListTrash(BatchSize) is { Count: > 0 } trash)
        {
            foreach (var (digest, generation) in trash)
                _files.Delete(StoragePaths.Blob(digest, generation));
            await _records.ForgetTrashAsync(trash, cancellationToken);
        }
    }

    private async Task<int> ExpireUploadsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var expired = ListExpired(now);
        foreach (var id in expired)
        {
            await _uploads.RemoveAsync(id, cancellationToken);
            _files.Delete(StoragePaths.Upload(id));
        }
        return expired.Count;
    }

    // An upload lives on while bytes come.
    private List<string> ListExpired(DateTimeOffset now)
    {
        var before = now - _options.Limits.UploadLifetime;
        var recent = _files.List(StoragePaths.Uploads).Where(file => file.Modified >= before).Select(static file => file.Name).ToHashSet(StringComparer.Ordinal);
        return [.. _uploads.ListStartedBefore(before.ToUnixTimeMilliseconds()).Where(id => !recent.Contains(id))];
    }

    private int RemoveOrphans(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var path in ListOrphans(now))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_files.Delete(path))
                count++;
        }
        return count;
    }

    private IEnumerable<string> ListOrphans(DateTimeOffset now)
    {
        var before = now - OrphanAge;
        foreach (var folder in StoragePaths.BlobFolders())
        {
            foreach (var file in _files.List(folder).Where(file => file.Modified < before && !IsKnownBlob(file.Name)))
                yield return $"{folder}/{file.Name}";
        }
        foreach (var file in _files.List(StoragePaths.Uploads).Where(file => file.Modified < before && _uploads.Find(file.Name) is null))
            yield return StoragePaths.Upload(file.Name);
    }

    // A file of another name than ours is somebody's, and stays.
    private bool IsKnownBlob(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 || !Digest.TryParse($"sha256:{name[..dot]}", out var digest) || _records.Knows(digest, name[(dot + 1)..]);
    }
}
