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
    private static readonly TimeSpan OrphanAge = TimeSpan.FromHours(24);
    private static readonly TimeSpan QuarantineAge = TimeSpan.FromDays(30);

    private readonly IBlobStorage _storage;
    private readonly CollectionRecords _records;
    private readonly UploadRecords _uploads;
    private readonly RegistryOptions _options;
    private readonly MirrorTable _mirrors;
    private readonly TimeProvider _time;
    private readonly ILogger<GarbageCollector> _log;
    private DateTimeOffset? _soughtOrphans;

    internal GarbageCollector(
        IBlobStorage storage, CollectionRecords records, UploadRecords uploads, RegistryOptions options, MirrorTable mirrors, TimeProvider time, ILogger<GarbageCollector> log) =>
        (_storage, _records, _uploads, _options, _mirrors, _time, _log) = (storage, records, uploads, options, mirrors, time, log);

    /// <summary>Collects once.</summary>
    /// <param name="mode">Whether to do it, or to say what would be done.</param>
    /// <param name="cancellationToken">Ends it between two steps; what is left is taken the next time.</param>
    public async Task<CollectionReport> CollectAsync(CollectionMode mode, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var before = (now - _options.Collection.Grace).ToUnixTimeMilliseconds();
        var report = mode == CollectionMode.DryRun ? Look(now, before) : await TakeAsync(now, before, cancellationToken);
        if (mode == CollectionMode.Collect)
            Log.Collected(_log, report.Blobs.Count, report.Bytes, report.Manifests.Count, report.Uploads.Count, report.Orphans.Count);
        return report;
    }

    private CollectionReport Look(DateTimeOffset now, long before)
    {
        var (manifests, links, blobs) = _records.Preview(before, _options.Collection.Untagged, name => FindLapse(name, now));
        return new() { Manifests = manifests, Links = links, Blobs = blobs, Uploads = ListExpired(now), Orphans = [.. ListOrphans(now).Select(static file => file.Name)] };
    }

    private async Task<CollectionReport> TakeAsync(DateTimeOffset now, long before, CancellationToken cancellationToken)
    {
        var (manifests, links, blobs) = (new List<CollectedManifest>(), new List<CollectedLink>(), new List<CollectedBlob>());
        while (await _records.RemoveLapsedAsync(name => FindLapse(name, now), now.ToUnixTimeMilliseconds(), cancellationToken) is { Count: > 0 } lapsed)
            manifests.AddRange(lapsed);
        while (_options.Collection.Untagged == UntaggedManifests.Remove && await _records.RemoveUntaggedAsync(before, cancellationToken) is { Count: > 0 } removed)
            manifests.AddRange(removed);
        while (await _records.RemoveUnusedAsync(before, cancellationToken) is { Count: > 0 } removed)
            links.AddRange(removed);
        while (await _records.CondemnAsync(before, cancellationToken) > 0)
        {
            // Each batch is its own commit, between which pushes have theirs.
        }
        while (await _records.SweepAsync(before, cancellationToken) is { Count: > 0 } swept)
            blobs.AddRange(swept);
        await EmptyTrashAsync(cancellationToken);
        return new()
        {
            Manifests = manifests,
            Links = links,
            Blobs = blobs,
            Uploads = await ExpireUploadsAsync(now, cancellationToken),
            Orphans = await RemoveOrphansAsync(now, cancellationToken),
        };
    }

    // What was fetched stays while somebody uses it; what a rule says is set once stays anyway.
    private long? FindLapse(RepositoryName repository, DateTimeOffset now) =>
        _mirrors.Find(repository)?.KeepUnused is { } keep && !_options.ImmutableTags.Any(rule => rule.Repositories.Matches(repository.ToString()))
            ? (now - keep).ToUnixTimeMilliseconds()
            : null;

    private async Task EmptyTrashAsync(CancellationToken cancellationToken)
    {
        while (_records.ListTrash() is { Count: > 0 } trash)
        {
            foreach (var file in trash)
                await _storage.DeleteAsync(file, cancellationToken);
            await _records.ForgetTrashAsync(trash, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<CollectedUpload>> ExpireUploadsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var expired = ListExpired(now);
        foreach (var upload in expired)
        {
            await _uploads.RemoveAsync(upload.Id, cancellationToken);
            await _storage.DeleteUploadAsync(upload.Id, cancellationToken);
        }
        return expired;
    }

    // An upload lives on while bytes come.
    private List<CollectedUpload> ListExpired(DateTimeOffset now)
    {
        var before = now - _options.Limits.UploadLifetime;
        var old = _uploads.ListStartedBefore(before.ToUnixTimeMilliseconds());
        if (old.Count == 0)
            return [];
        var recent = _storage.ListUploads().Where(upload => upload.Modified >= before).Select(static upload => upload.UploadId!).ToHashSet(StringComparer.Ordinal);
        return [.. old.Where(upload => !recent.Contains(upload.Id)).Select(static upload => new CollectedUpload(upload.Id, upload.Repository, DateTimeOffset.FromUnixTimeMilliseconds(upload.Started)))];
    }

    private async Task<IReadOnlyList<string>> RemoveOrphansAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Every file is looked at, which is much for what a crash leaves; a day that they wait anyway may pass in between.
        if (now - _soughtOrphans < OrphanAge)
            return [];
        _soughtOrphans = now;
        var removed = new List<string>();
        foreach (var file in ListOrphans(now))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isGone = file switch
            {
                { IsQuarantined: true, Blob: { } blob } => await _storage.DeleteQuarantinedAsync(blob, cancellationToken),
                { Blob: { } blob } => await _storage.DeleteAsync(blob, cancellationToken),
                _ => await _storage.DeleteUploadAsync(file.UploadId!, cancellationToken),
            };
            if (isGone)
                removed.Add(file.Name);
        }
        return removed;
    }

    private IEnumerable<StoredName> ListOrphans(DateTimeOffset now)
    {
        var before = now - OrphanAge;
        foreach (var file in _storage.ListBlobs().Where(file => file.Modified < before && !_records.Knows(file.Blob!.Value)))
            yield return file;
        foreach (var file in _storage.ListUploads().Where(file => file.Modified < before && _uploads.Find(file.UploadId!) is null))
            yield return file;
        foreach (var file in _storage.ListQuarantine().Where(file => file.Modified < now - QuarantineAge && !_records.Knows(file.Blob!.Value)))
            yield return file;
    }
}
