// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>What lies below a home's snapshots/ beside the snapshots: things in the making, and locks.</summary>
internal static class SnapshotLeftovers
{
    private const string LockSuffix = ".lock";

    /// <summary>The names of all snapshots, complete or not.</summary>
    public static IEnumerable<SnapshotId> Names(SlipwayHome home) => !Directory.Exists(home.Snapshots) ? [] :
        Directory.EnumerateDirectories(home.Snapshots).Select(static folder => SnapshotId.FromFolderName(Path.GetFileName(folder))).OfType<SnapshotId>();

    /// <summary>What dead processes had in the making.</summary>
    public static IReadOnlyList<string> ListLeft(string newFolder) => [.. Locks(newFolder, LockSuffix).Where(IsIdle).Select(static path => Path.GetFileName(path)[..^LockSuffix.Length])];

    /// <summary>Throws away what dead processes had in the making.</summary>
    public static int SweepNew(string newFolder, CancellationToken cancellationToken)
    {
        var swept = 0;
        foreach (var path in Locks(newFolder, LockSuffix))
        {
            using var lease = FileLock.TryAcquire(path, FileLockMode.Exclusive);
            if (lease is null)
                continue;
            var folder = path[..^LockSuffix.Length];
            MountedFolder.UnmountBelow(folder);
            LinuxFile.RemoveTree(folder, cancellationToken);
            LinuxFile.Remove(path);
            swept++;
        }
        return swept;
    }

    /// <summary>The lock files of snapshots that are gone, which nobody holds.</summary>
    public static IReadOnlyList<string> ListIdleLocks(SlipwayHome home, string lockFolder) =>
        [.. Locks(lockFolder, "").Where(path => IsOfNone(home, path) && IsIdle(path)).Select(static path => Path.GetFileName(path))];

    /// <summary>Deletes the lock files of snapshots that are gone.</summary>
    public static int SweepLocks(SlipwayHome home, string lockFolder)
    {
        var swept = 0;
        foreach (var path in Locks(lockFolder, "").Where(path => IsOfNone(home, path)))
        {
            // Whoever waits for it gets a new one.
            using var held = FileLock.TryAcquire(path, FileLockMode.Exclusive);
            if (held is null || !IsOfNone(home, path))
                continue;
            LinuxFile.Remove(path);
            swept++;
        }
        return swept;
    }

    private static string[] Locks(string folder, string suffix) => Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + suffix) : [];

    // "layer.sha256.hex.use"
    private static bool IsOfNone(SlipwayHome home, string path) => !Directory.Exists(Path.Combine(home.Snapshots, Path.GetFileNameWithoutExtension(path)));

    private static bool IsIdle(string path)
    {
        using var held = FileLock.TryAcquire(path, FileLockMode.Exclusive);
        return held is not null;
    }
}
