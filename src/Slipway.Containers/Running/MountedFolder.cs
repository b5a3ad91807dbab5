// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Takes folders away in which things may be mounted, and never what is mounted.</summary>
internal static class MountedFolder
{
    private const int MaxLayers = 8, MaxRemovals = 8, NotEmpty = 39;

    /// <summary>Unmounts everything on the folder and below it, the last mount first.</summary>
    /// <exception cref="NativeException">The system refused.</exception>
    internal static void UnmountBelow(string folder)
    {
        // Mounts made by others in between are found by the next round.
        for (var round = 0; round < MaxLayers && MountTable.Below(folder) is { Count: > 0 } mounts; round++)
        {
            foreach (var mount in mounts)
                FileSystemMount.Unmount(mount.Target);
        }
    }

    /// <summary>Unmounts everything below the folder and deletes it with all it holds.</summary>
    /// <exception cref="IOException">Something is still mounted there, so nothing was deleted.</exception>
    internal static void Delete(string folder, CancellationToken cancellationToken)
    {
        UnmountBelow(folder);
        if (MountTable.Below(folder) is { Count: > 0 } left)
            throw new IOException($"Cannot delete '{folder}': '{left[0].Target}' is still mounted. Unmount it, then try again.");
        CrashPoint.Pass("nothing is mounted there");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                LinuxFile.RemoveTree(folder, cancellationToken);
                return;
            }
            catch (NativeException e) when (e.Errno == NotEmpty && attempt < MaxRemovals)
            {
                // Whoever has just seen its program end wrote that down in it; it finds no folder the next time.
            }
        }
    }
}
