// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// Takes from a home what nothing uses. What names goes before what is named (names, records, snapshots and folders, blobs), so that a process killed in between
/// leaves nothing that leads nowhere, only things that nothing leads to; the next prune takes those. What a process holds stays: trees and folders by their own
/// locks, all else by the lease on the store, without which only those go.
/// </summary>
/// <param name="home">The home.</param>
/// <param name="store">Its store; this process holds no lease on it.</param>
public sealed class StoragePruner(SlipwayHome home, OciLayout store)
{
    private readonly SnapshotStore _snapshots = new(home, TimeProvider.System);
    private readonly List<StorageItem> _removed = [];

    /// <summary>Prunes, or tells what would go.</summary>
    /// <exception cref="CorruptBlobException">A manifest that a name leads to is damaged, so that what it needs can't be told; no blob is removed.</exception>
    /// <exception cref="IOException">The system refused.</exception>
    public async Task<PruneResult> RunAsync(PruneOptions options, CancellationToken cancellationToken)
    {
        _removed.Clear();
        if (options.IsDryRun)
        {
            var isFree = !StorePruner.IsInUse(store);
            var plan = Plan(options, isFree);
            _removed.AddRange(plan.Units.Select(ItemOf));
            _removed.AddRange(isFree ? plan.Blobs.Select(static blob => blob.Item) : []);
            return new([.. _removed], !isFree);
        }
        await new LeftoverSweeper(home).SweepAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyDictionary<Digest, StorageItem> blobs = new Dictionary<Digest, StorageItem>();
        var pruned = await StorePruner.TryPruneAsync(store, Prepare, cancellationToken).ConfigureAwait(false);
        if (pruned is null)
            RemoveUnits(Plan(options, isFree: false).Units, cancellationToken);
        else
            _removed.AddRange(pruned.Digests.Select(digest => blobs.GetValueOrDefault(digest) ?? new(StorageKind.Leftovers, digest.ToString(), 0, default, IsInUse: false)));
        return new([.. _removed], pruned is null);

        async Task<IReadOnlySet<Digest>> Prepare()
        {
            var plan = Plan(options, isFree: true);
            blobs = plan.Blobs.ToDictionary(static blob => blob.Digest, static blob => blob.Item);
            foreach (var image in options.Images)
                await RemoveNameAsync(image, cancellationToken).ConfigureAwait(false);
            RemoveUnits(plan.Units, cancellationToken);
            RemoveLocks();
            _snapshots.SweepLocks();
            return plan.Kept;
        }
    }

    private async Task RemoveNameAsync(StoredReference image, CancellationToken cancellationToken)
    {
        if (image.Name is { } name)
            await store.RemoveReferenceAsync(name, cancellationToken).ConfigureAwait(false);
        else
            await store.ForgetAsync(image.Descriptor.Digest, cancellationToken).ConfigureAwait(false);
    }

    private PrunePlan Plan(PruneOptions options, bool isFree) => new PrunePlanner(home, store).Plan(options, isFree);

    private void RemoveUnits(IReadOnlyList<CacheUnit> units, CancellationToken cancellationToken)
    {
        // First all that names anything, and that lastingly.
        foreach (var record in units.SelectMany(static unit => unit.Records))
            LinuxFile.RemoveTree(record, cancellationToken);
        foreach (var folder in units.SelectMany(static unit => unit.Records).Select(static path => Path.GetDirectoryName(path)!).Distinct())
            Settle(folder);
        foreach (var unit in units)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isGone = (unit.Snapshot is not { } id || _snapshots.TryDelete(id, cancellationToken)) && TryRemovePath(unit, cancellationToken);
            if (isGone || unit.Records.Count > 0)
                _removed.Add(ItemOf(unit));
        }
    }

    private static void Settle(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        LinuxFile.SyncDirectory(folder);
        // steps/<key> has a file for each base; without one it says nothing.
        if (Path.GetFileName(folder).Length == 64 && !Directory.EnumerateFileSystemEntries(folder).Any())
            LinuxFile.RemoveDirectory(folder);
    }

    private static bool TryRemovePath(CacheUnit unit, CancellationToken cancellationToken)
    {
        if (unit.Path is not { } path)
            return true;
        using var held = unit.Lock is { } file ? FileLock.TryAcquire(file, FileLockMode.Exclusive) : null;
        if (unit.Lock is not null && held is null)
            return false;
        // Out of its place at once; what is half deleted must not be found there.
        var grave = $"{path}.{Guid.NewGuid():N}.gone";
        LinuxFile.Rename(path, grave);
        LinuxFile.RemoveTree(grave, cancellationToken);
        if (held is not null)
            LinuxFile.Remove(held.Path);
        return true;
    }

    private void RemoveLocks()
    {
        var folder = Path.Combine(home.Cache, "locks");
        foreach (var path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : [])
        {
            using var held = FileLock.TryAcquire(path, FileLockMode.Exclusive);
            if (held is not null)
                LinuxFile.Remove(path);
        }
    }

    private static StorageItem ItemOf(CacheUnit unit) => new(unit.Kind, unit.Name, unit.Bytes, unit.LastUsed, IsInUse: false);
}
