// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>Takes away what killed processes left: foreground containers with their processes, mounts and control groups, mounted roots, unfinished snapshots.</summary>
public static class LeftoverSweep
{
    /// <summary>Sweeps a home. Detached containers stay, and so does everything of a living process; several sweeps at once do no harm.</summary>
    /// <returns>How many leftovers there were.</returns>
    /// <exception cref="NativeException">The system refused; what was swept before is gone.</exception>
    public static async Task<int> RunAsync(SlipwayHome home, TimeProvider time, CancellationToken cancellationToken)
    {
        var swept = await SweepContainersAsync(home, cancellationToken).ConfigureAwait(false);
        swept += MountedRoot.Sweep(home, cancellationToken);
        return swept + new SnapshotStore(home, time).SweepNew(cancellationToken);
    }

    private static async Task<int> SweepContainersAsync(SlipwayHome home, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(ContainerFolder.Parent(home)))
            return 0;
        var leftovers = Directory.GetDirectories(ContainerFolder.Parent(home)).Select(path => new ContainerFolder(path)).Where(IsLeftover).ToList();
        if (leftovers.Count == 0)
            return 0;
        // One sweeps, the others have nothing to do.
        using var sweeping = FileLock.TryAcquire(Path.Combine(home.Run, "sweep.lock"), FileLockMode.Exclusive);
        if (sweeping is null)
            return 0;
        var runtime = await RuntimeProbe.FindAsync(home, cancellationToken).ConfigureAwait(false);
        foreach (var folder in leftovers)
        {
            var record = ContainerRecords.Read(folder);
            var cgroup = record?.Cgroup ?? ContainerRemoval.CgroupOf(home, folder.Id);
            await Conmon.EndAsync(folder).ConfigureAwait(false);
            await RuntimeCalls.EndAsync(folder, cancellationToken).ConfigureAwait(false);
            await ContainerRemoval.RemoveAsync(folder, runtime.For(record), cgroup, cancellationToken).ConfigureAwait(false);
        }
        return leftovers.Count;
    }

    internal static bool IsLeftover(ContainerFolder folder)
    {
        if (folder.Id.StartsWith('.'))
            return !IsAliveByName(folder.Id);
        // A folder gets its name with its record in it, so one without is half deleted.
        return ContainerRecords.Read(folder) is not { } record || record.Owner is { IsAlive: false };
    }

    /// <summary>A name for what this process makes or takes apart, which a sweep takes away when this process is dead: <c>.pid-starttime-random</c>.</summary>
    internal static string NewName() => $".{ProcessIdentity.Current.Pid}-{ProcessIdentity.Current.StartTime}-{Guid.NewGuid():N}";

    /// <summary>Whether the process that made such a name lives.</summary>
    internal static bool IsAliveByName(string name)
    {
        var parts = name[1..].Split('-');
        return parts.Length == 3 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var startTime)
            && new ProcessIdentity(pid, startTime, ProcessIdentity.CurrentBootId).IsAlive;
    }
}
