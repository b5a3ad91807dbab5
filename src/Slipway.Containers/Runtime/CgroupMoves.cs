// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Containers;

/// <summary>
/// Makes what will be moved into a control group move at once. The first move after a pause waits for a grace period of RCU, 5 to 10 ms, and those that follow within the
/// next don't (what the mount option <c>favordynmods</c> is about, https://docs.kernel.org/admin-guide/cgroup-v2.html). So the wait is had while a runtime starts.
/// </summary>
internal static class CgroupMoves
{
    private const string Root = "/sys/fs/cgroup";
    private static int _isUnderWay;

    /// <summary>Has the wait that the next move would have, by moving this process to where it is.</summary>
    /// <returns>Whether it was had; not where another call has it, nor where this process may not be moved.</returns>
    internal static Task<bool> ExpectAsync() => Interlocked.Exchange(ref _isUnderWay, 1) == 0 ? Task.Run(MoveToWhereItIs) : Task.FromResult(false);

    /// <summary>The file that names this process's group in one of the trees; null where none is mounted as usual.</summary>
    internal static string? FindOwnGroup() => File.ReadLines("/proc/self/cgroup").Select(static line => line.Split(':', 3)).Where(static fields => fields.Length == 3)
        .SelectMany(static fields => Trees(fields[1]).Select(tree => $"{Root}{tree}{fields[2].TrimEnd('/')}/cgroup.procs")).FirstOrDefault(File.Exists);

    // cgroups(7): a line's second field names the controllers of version 1, or a tree without any, or nothing for version 2.
    private static string[] Trees(string controllers) => controllers.Length == 0 ? ["", "/unified"] : [$"/{controllers.Replace("name=", "", StringComparison.Ordinal)}"];

    private static bool MoveToWhereItIs()
    {
        try
        {
            var self = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            // The path is that of our cgroup namespace, and the tree may be another's: there its group isn't ours.
            if (FindOwnGroup() is not { } group || !File.ReadLines(group).Contains(self))
                return false;
            File.WriteAllText(group, self);
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false; // another user's group, or a read-only tree: moves wait for themselves
        }
        finally
        {
            Volatile.Write(ref _isUnderWay, 0);
        }
    }
}
