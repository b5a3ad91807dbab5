// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Checks what builds remember: records that can't be read or lead to nothing, snapshots that don't count, what killed builds left.</summary>
/// <remarks>All it finds are notes: a step whose record or files are lost runs again.</remarks>
public static class BuildStateCheck
{
    /// <summary>Checks the build records and snapshots of a home.</summary>
    /// <param name="home">The home.</param>
    /// <param name="mode">Whether what is of no use is removed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<StoreProblem>> RunAsync(SlipwayHome home, StoreCheckMode mode, TimeProvider time, CancellationToken cancellationToken)
    {
        var found = new List<StoreProblem>();
        var snapshots = new SnapshotStore(home, time);
        if (Directory.Exists(home.Snapshots))
            await CheckSnapshotsAsync(home, snapshots, mode, time, found, cancellationToken).ConfigureAwait(false);
        if (Directory.Exists(home.Cache))
            new RecordCheck(home, snapshots, mode, found).Run(cancellationToken);
        return found;
    }

    private static async Task CheckSnapshotsAsync(
        SlipwayHome home, SnapshotStore snapshots, StoreCheckMode mode, TimeProvider time, List<StoreProblem> found, CancellationToken cancellationToken)
    {
        var repairs = mode == StoreCheckMode.Repair;
        foreach (var lost in snapshots.ListLost())
        {
            var gone = repairs && snapshots.TryDelete(lost, cancellationToken);
            Add(StoreProblemKind.Snapshot, lost.ToString(), "it was not on the disk when the machine stopped, and is made again when it is needed", gone ? "deleted" : null);
        }
        foreach (var left in snapshots.ListLeft())
            Add(StoreProblemKind.LeftFile, $"snapshots/new/{left}", "a build that was killed left it", repairs ? "deleted" : null);
        if (repairs)
            await LeftoverSweep.RunAsync(home, time, cancellationToken).ConfigureAwait(false);
        var locks = repairs ? snapshots.SweepLocks() : snapshots.ListIdleLocks().Count;
        if (locks > 0)
            Add(StoreProblemKind.Lock, "snapshots/locks", $"{locks} lock files belong to snapshots that are gone", repairs ? "deleted" : null);

        void Add(StoreProblemKind kind, string subject, string message, string? repair) =>
            found.Add(new() { Kind = kind, Severity = ProblemSeverity.Note, Subject = subject, Message = message, Repair = repair });
    }
}
