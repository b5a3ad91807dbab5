// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>
/// Ends what a killed command of an ordinary user left running. Its containers live in a user namespace that no later command is in, so only the user himself,
/// outside of all of them, may send them a signal; and there are no control groups to know them by, but their mounts tell whose they are.
/// </summary>
internal static class LeftoverProcesses
{
    /// <summary>Ends the processes of every container whose command is dead; those of the living stay. What lies on disk is the sweep's affair.</summary>
    internal static void End(SlipwayHome home)
    {
        if (!Directory.Exists(ContainerFolder.Parent(home)))
            return;
        foreach (var folder in Directory.GetDirectories(ContainerFolder.Parent(home)).Select(static path => new ContainerFolder(path)).Where(LeftoverSweep.IsLeftover))
        {
            // One that is killed may have started another just before.
            while (Find(folder) is { Count: > 0 } processes)
            {
                foreach (var process in processes)
                    process.Kill(Signal.Kill);
                Thread.Sleep(1);
            }
        }
    }

    // The runtime has the container's root mounted, and the container its files. Nobody else's mount namespace has them.
    private static IReadOnlyList<ProcessIdentity> Find(ContainerFolder folder)
    {
        var sign = MountTable.Escape(folder.Path) + "/";
        return [.. Directory.GetDirectories("/proc")
            .Select(static path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && pid != Environment.ProcessId && Mentions($"/proc/{pid}/mountinfo", sign))
            .Select(ProcessIdentity.Find)
            .OfType<ProcessIdentity>()];
    }

    private static bool Mentions(string mountInfo, string sign)
    {
        try
        {
            return File.ReadAllText(mountInfo).Contains(sign, StringComparison.Ordinal);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false; // it is gone, or another user's
        }
    }
}
