// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Containers;

/// <summary>
/// The file trees below the home's snapshots/: unpacked layers and what steps changed. Several processes share them. A snapshot appears under its
/// name when it is complete and never changes after.
/// <code>
/// layer.sha256.hex/fs/  step.sha256.hex/fs/   the trees, each with a record.json beside it
/// new/                                        trees in the making, each with a lock that its maker holds
/// form                                        in whose attributes overlayfs's notes are, and who root is
/// locks/                                      for each name who makes it (.make) and who uses it (.use)
/// </code>
/// </summary>
public sealed class SnapshotStore
{
    internal const string TreeName = "fs";

    private readonly SlipwayHome _home;
    private readonly TimeProvider _time;
    private readonly string _boot;
    private readonly ConcurrentDictionary<SnapshotId, bool> _unflushed = new();

    /// <summary>Opens the snapshots of a home; its folders are made when needed.</summary>
    public SnapshotStore(SlipwayHome home, TimeProvider time) : this(home, time, ProcessIdentity.CurrentBootId)
    {
    }

    /// <summary>Opens the snapshots of a home as if in a boot of the system.</summary>
    internal SnapshotStore(SlipwayHome home, TimeProvider time, string bootId) => (_home, _time, _boot) = (home, time, bootId);

    private string NewFolder => Path.Combine(_home.Snapshots, "new");

    private string LockFolder => Path.Combine(_home.Snapshots, "locks");

    /// <summary>The snapshot of that name, held; null if there is none.</summary>
    /// <exception cref="ExecutionException">Somebody with other rights made the home's snapshots.</exception>
    public Snapshot? Find(SnapshotId id)
    {
        if (!Directory.Exists(FolderOf(id)))
            return null; // and nobody needs a lock for that
        SnapshotForm.Check(_home);
        var lease = FileLock.TryAcquire(LockOf(id, "use"), FileLockMode.Shared);
        if (lease is null)
            return null; // it is being deleted
        if (ReadRecord(id) is not { } record)
        {
            lease.Dispose();
            return null;
        }
        // Whoever made it may have died before it was flushed.
        if (record.UnflushedBoot is not null)
            _unflushed.TryAdd(id, true);
        Touch(id);
        return new(id, Path.Combine(FolderOf(id), TreeName), lease) { LeftOutDevices = record.LeftOutDevices ?? [] };
    }

    /// <summary>The snapshot of a layer, unpacked if it isn't yet: by one process and one task at a time, whatever the number of those that ask.</summary>
    /// <param name="layout">Where the layer's blob is.</param>
    /// <param name="layer">The blob.</param>
    /// <param name="diffId">What its tar must be.</param>
    /// <param name="below">
    /// The directories of the snapshots below, the topmost first: a layer may name files in directories that only those describe, and link to theirs. One that
    /// does is kept for this stack alone.
    /// </param>
    /// <param name="cancellationToken">Cancels waiting and unpacking.</param>
    /// <returns>The snapshot, held.</returns>
    /// <exception cref="FileNotFoundException">The layout doesn't have the blob.</exception>
    /// <exception cref="CorruptBlobException">The blob or its tar is not what it must be.</exception>
    /// <exception cref="LayerException">The layer holds what no layer may.</exception>
    public async Task<Snapshot> GetOrUnpackAsync(
        OciLayout layout, Descriptor layer, DiffId diffId, IReadOnlyList<string> below, CancellationToken cancellationToken)
    {
        var (alone, placed) = (SnapshotId.Layer(diffId), SnapshotId.LayerAbove([.. below.Select(NameOfTree)], diffId));
        if ((Find(alone) ?? Find(placed)) is { } there)
            return there;
        using var making = await FileLock.AcquireAsync(LockOf(alone, "make"), FileLockMode.Exclusive, cancellationToken).ConfigureAwait(false);
        if ((Find(alone) ?? Find(placed)) is { } madeMeanwhile)
            return madeMeanwhile;
        using var writable = CreateWritable();
        var blob = layout.OpenBlob(layer)
            ?? throw new FileNotFoundException($"The store '{layout.Root}' lacks the layer {layer.Digest}. Pull or build its image again.");
        var options = LayerApplyOptions.ForOverlay with { LowerDirectories = below };
        var applied = await LayerApplier.ApplyAsync(blob, layer, diffId, writable.UpperPath, options, cancellationToken).ConfigureAwait(false);
        LinuxFile.RemoveTree(writable.WorkPath, cancellationToken);
        var id = IsAlone(applied.Index) ? alone : placed;
        return await RecordAsync(id, Path.GetDirectoryName(writable.UpperPath)!, applied.LeftOutDevices, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The snapshot of a layer that unpacks to the same tree whatever is below, unpacked by the caller if it isn't yet.</summary>
    /// <param name="diffId">The layer.</param>
    /// <param name="unpack">Unpacks the layer into an empty directory in overlayfs's form and returns the DiffId of what it read.</param>
    /// <param name="cancellationToken">Cancels waiting and unpacking.</param>
    /// <returns>The snapshot, held.</returns>
    /// <exception cref="InvalidDataException">What was unpacked is another layer.</exception>
    public async Task<Snapshot> GetOrUnpackAsync(DiffId diffId, Func<string, CancellationToken, Task<DiffId>> unpack, CancellationToken cancellationToken)
    {
        var id = SnapshotId.Layer(diffId);
        if (Find(id) is { } there)
            return there;
        using var making = await FileLock.AcquireAsync(LockOf(id, "make"), FileLockMode.Exclusive, cancellationToken).ConfigureAwait(false);
        if (Find(id) is { } madeMeanwhile)
            return madeMeanwhile;
        using var writable = CreateWritable();
        var unpacked = await unpack(writable.UpperPath, cancellationToken).ConfigureAwait(false);
        if (unpacked != diffId)
            throw new InvalidDataException($"A layer was said to hold {diffId}, but unpacked it is {unpacked}. Pull or build the image again.");
        LinuxFile.RemoveTree(writable.WorkPath, cancellationToken);
        return await RecordAsync(id, Path.GetDirectoryName(writable.UpperPath)!, [], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A new, empty place for a step to write to.</summary>
    /// <exception cref="ExecutionException">Somebody with other rights made the home's snapshots.</exception>
    public WritableSnapshot CreateWritable()
    {
        SnapshotForm.Claim(_home);
        Directory.CreateDirectory(NewFolder);
        var folder = Path.Combine(NewFolder, Guid.NewGuid().ToString("N"));
        var lease = FileLock.TryAcquire(folder + ".lock", FileLockMode.Exclusive)
            ?? throw new InvalidOperationException($"The new folder '{folder}' is locked by another process.");
        var writable = new WritableSnapshot(this, folder, lease);
        LinuxFile.CreateDirectory(folder, Convert.ToInt32("700", 8));
        LinuxFile.CreateDirectory(writable.UpperPath, Convert.ToInt32("755", 8));
        LinuxFile.CreateDirectory(writable.WorkPath, Convert.ToInt32("700", 8));
        return writable;
    }

    /// <summary>The names of all snapshots.</summary>
    public IReadOnlyList<SnapshotId> List() => [.. SnapshotLeftovers.Names(_home).Where(id => ReadRecord(id) is not null)];

    /// <summary>Those that don't count: never complete, or not on the disk when the machine stopped. Whoever asks for one of them takes it away.</summary>
    public IReadOnlyList<SnapshotId> ListLost() => [.. SnapshotLeftovers.Names(_home).Where(id => !(SnapshotRecord.TryRead(FolderOf(id)) is { } record && Counts(record)))];

    /// <summary>What dead processes had in the making: names below new/.</summary>
    public IReadOnlyList<string> ListLeft() => SnapshotLeftovers.ListLeft(NewFolder);

    /// <summary>The lock files of snapshots that are gone, which nobody holds.</summary>
    public IReadOnlyList<string> ListIdleLocks() => SnapshotLeftovers.ListIdleLocks(_home, LockFolder);

    /// <summary>Deletes the lock files of snapshots that are gone.</summary>
    /// <returns>How many there were.</returns>
    public int SweepLocks() => SnapshotLeftovers.SweepLocks(_home, LockFolder);

    /// <summary>The folder of a snapshot, whether it is there or not.</summary>
    public string GetFolder(SnapshotId id) => FolderOf(id);

    /// <summary>When a snapshot was made or held last; 1601 where it isn't there.</summary>
    public DateTimeOffset GetLastUsed(SnapshotId id) => File.GetLastWriteTimeUtc(RecordOf(id));

    /// <summary>Whether somebody holds a snapshot now. To who asks for it in the same moment it looks like one that is being deleted.</summary>
    public bool IsHeld(SnapshotId id)
    {
        Directory.CreateDirectory(LockFolder);
        using var use = FileLock.TryAcquire(LockOf(id, "use"), FileLockMode.Exclusive);
        return use is null || ContainerRecords.StandOn(_home, FolderOf(id));
    }

    /// <summary>Deletes a snapshot, unless somebody holds it or a living container stands on it.</summary>
    /// <returns>Whether it is gone.</returns>
    public bool TryDelete(SnapshotId id, CancellationToken cancellationToken)
    {
        using var use = FileLock.TryAcquire(LockOf(id, "use"), FileLockMode.Exclusive);
        if (use is null || ContainerRecords.StandOn(_home, FolderOf(id)))
            return false;
        Discard(id, cancellationToken);
        LinuxFile.Remove(use.Path);
        return true;
    }

    /// <summary>
    /// Brings the snapshots that this process recorded or found unflushed to the disk. Those that are not flushed count only until the machine stops, for
    /// after a power cut nobody could tell which of their files are whole; so a build calls this once, at its end.
    /// </summary>
    public Task FlushAsync(CancellationToken cancellationToken) => FlushAsync(static _ => true, cancellationToken);

    /// <summary>Brings snapshots to the disk, all or none.</summary>
    /// <param name="isNeeded">Whether it would be a loss if a snapshot were gone after a power cut; nothing is flushed where it is said of none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task FlushAsync(Func<SnapshotId, bool> isNeeded, CancellationToken cancellationToken)
    {
        var ids = _unflushed.Keys.ToList();
        if (!ids.Any(isNeeded))
            return;
        await Task.Run(() => FileSystemFlush.Run(_home.Snapshots), cancellationToken).ConfigureAwait(false);
        foreach (var id in ids)
        {
            if (SnapshotRecord.TryRead(FolderOf(id)) is { } record)
                (record with { UnflushedBoot = null }).Write(FolderOf(id));
            _unflushed.TryRemove(id, out _);
        }
    }

    /// <summary>Throws away what dead processes had in the making.</summary>
    internal int SweepNew(CancellationToken cancellationToken) => SnapshotLeftovers.SweepNew(NewFolder, cancellationToken);

    internal async Task<Snapshot> RecordAsync(SnapshotId id, string folder, IReadOnlyList<string> leftOutDevices, CancellationToken cancellationToken)
    {
        new SnapshotRecord(_time.GetUtcNow(), _boot) { LeftOutDevices = leftOutDevices.Count > 0 ? leftOutDevices : null }.Write(folder);
        var use = await FileLock.AcquireAsync(LockOf(id, "use"), FileLockMode.Shared, cancellationToken).ConfigureAwait(false);
        var final = FolderOf(id);
        try
        {
            if (ReadRecord(id) is null)
                Directory.Move(folder, final);
        }
        catch (IOException) when (ReadRecord(id) is not null)
        {
            // Another process was quicker, with the same step.
        }
        catch
        {
            use.Dispose();
            throw;
        }
        _unflushed.TryAdd(id, true);
        return new(id, Path.Combine(final, TreeName), use) { LeftOutDevices = leftOutDevices };
    }

    // Of ".../layer.sha256.hex/fs" what says which snapshot it is; of a directory that isn't ours its path.
    private static string NameOfTree(string path) =>
        SnapshotId.FromFolderName(Path.GetFileName(Path.GetDirectoryName(path) ?? "")) is { } id ? id.FolderName : path;

    // Whether a layer unpacks to the same tree whatever is below: it describes all its directories, and all its hard links are to files of its own.
    private static bool IsAlone(TreeIndex index) => index.Enumerate().All(entry =>
        !(entry.Node.IsImplied && entry.Path.Length > 0) && !(entry.Node is { HardLinkTo: not null, Type: FileType.RegularFile, Content: null }));

    private SnapshotRecord? ReadRecord(SnapshotId id)
    {
        var folder = FolderOf(id);
        if (!Directory.Exists(folder))
            return null;
        if (SnapshotRecord.TryRead(folder) is { } record && Counts(record))
            return record;
        // The machine stopped before this was on the disk. Whoever comes first takes it away, and nobody what another put in its place since.
        using var discarding = AcquireAtOnce(LockOf(id, "discard"));
        if (SnapshotRecord.TryRead(folder) is { } meanwhile && Counts(meanwhile))
            return meanwhile;
        Discard(id, CancellationToken.None);
        return null;
    }

    private bool Counts(SnapshotRecord record) => record.UnflushedBoot is null || record.UnflushedBoot == _boot;

    // Held for a rename and the deletion of a tree at most.
    private static FileLock AcquireAtOnce(string path)
    {
        while (true)
        {
            if (FileLock.TryAcquire(path, FileLockMode.Exclusive) is { } taken)
                return taken;
            Thread.Sleep(1);
        }
    }

    // Renaming first takes the name away at once; deleting takes its time.
    private void Discard(SnapshotId id, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(NewFolder);
        var grave = Path.Combine(NewFolder, Guid.NewGuid().ToString("N"));
        using var lease = FileLock.TryAcquire(grave + ".lock", FileLockMode.Exclusive);
        try
        {
            Directory.Move(FolderOf(id), grave);
            LinuxFile.RemoveTree(grave, cancellationToken);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process did it.
        }
        LinuxFile.Remove(grave + ".lock");
    }

    // The time of the record says when the snapshot was used last; that of access isn't kept on every system.
    private void Touch(SnapshotId id)
    {
        try
        {
            File.SetLastWriteTimeUtc(RecordOf(id), _time.GetUtcNow().UtcDateTime);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It counts as older than it is.
        }
    }

    private string RecordOf(SnapshotId id) => Path.Combine(FolderOf(id), SnapshotRecord.FileName);

    private string FolderOf(SnapshotId id) => Path.Combine(_home.Snapshots, id.FolderName);

    private string LockOf(SnapshotId id, string purpose)
    {
        Directory.CreateDirectory(LockFolder);
        return Path.Combine(LockFolder, $"{id.FolderName}.{purpose}");
    }
}
