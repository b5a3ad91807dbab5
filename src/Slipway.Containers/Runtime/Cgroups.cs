// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>The host's control groups: one tree (version 2), or one for each controller (version 1 and its hybrid form).</summary>
internal static class Cgroups
{
    private const string Root = "/sys/fs/cgroup";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Whether all controllers share one tree.</summary>
    internal static bool IsUnified { get; } = File.Exists($"{Root}/cgroup.controllers");

    /// <summary>Whether memory limits can count swap as well.</summary>
    internal static bool CountsSwap { get; } = IsUnified
        ? File.Exists("/proc/swaps") && Directory.Exists(Root) && Directory.EnumerateDirectories(Root).Any(group => File.Exists($"{group}/memory.swap.max"))
        : File.Exists($"{Root}/memory/memory.memsw.limit_in_bytes");

    /// <summary>How often the kernel killed a process of the group because it had used up its memory.</summary>
    internal static int CountOomKills(string group) =>
        (int)(IsUnified ? ReadField($"{Root}{group}/memory.events", "oom_kill") : ReadField($"{Root}/memory{group}/memory.oom_control", "oom_kill"));

    /// <summary>What the group uses now; null where there is no such group.</summary>
    internal static ContainerUsage? ReadUsage(string group)
    {
        if (ReadMemory(group) is not { } memory)
            return null;
        var cpu = IsUnified
            ? TimeSpan.FromMicroseconds(ReadField($"{Root}{group}/cpu.stat", "usage_usec"))
            : TimeSpan.FromMicroseconds(ReadNumber($"{Root}/cpuacct{group}/cpuacct.usage") / 1000.0);
        var pids = ReadNumber(IsUnified ? $"{Root}{group}/pids.current" : $"{Root}/pids{group}/pids.current");
        return new(memory, cpu, (int)pids);
    }

    /// <summary>The memory that the group uses now, in bytes, without file pages that could be dropped; null where there is no such group.</summary>
    internal static long? ReadMemory(string group)
    {
        var memory = IsUnified ? $"{Root}{group}" : $"{Root}/memory{group}";
        if (!Directory.Exists(memory))
            return null;
        var used = ReadNumber($"{memory}/{(IsUnified ? "memory.current" : "memory.usage_in_bytes")}");
        // Cached file pages that nobody used lately go when memory is needed, so they say nothing about need.
        var idle = ReadField($"{memory}/memory.stat", IsUnified ? "inactive_file" : "total_inactive_file");
        return Math.Max(0, used - idle);
    }

    /// <summary>The processes of the group and of those below it.</summary>
    internal static IEnumerable<int> ReadPids(string group) => (IsUnified ? [$"{Root}{group}"] : Folders(group).Take(1)).Where(Directory.Exists).SelectMany(ReadPidsOf).Distinct();

    /// <summary>Kills every process of the group, those included that are being born, and takes the group away.</summary>
    internal static async Task DeleteAsync(string group, CancellationToken cancellationToken)
    {
        // Halted processes don't die.
        CgroupFreezer.Thaw(group);
        foreach (var folder in Folders(group))
        {
            while (TryDelete(folder) is false)
            {
                foreach (var pid in ReadPidsOf(folder))
                    ProcessIdentity.Find(pid)?.Kill(Signal.Kill);
                Subreaper.ReapContained();
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Puts a process into a group, made where there is none: in the trees by which services and sessions are ended. Nothing happens where that may not be.</summary>
    internal static void Join(string group, int pid)
    {
        foreach (var tree in IsUnified ? [Root] : new[] { $"{Root}/systemd", $"{Root}/unified" }.Where(Directory.Exists))
        {
            try
            {
                Directory.CreateDirectory(tree + group);
                File.WriteAllText($"{tree}{group}/cgroup.procs", pid.ToString(CultureInfo.InvariantCulture));
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // It has ended, or the tree is another's.
            }
        }
    }

    /// <summary>The folders of the group that exist, in all trees.</summary>
    internal static IEnumerable<string> Folders(string group)
    {
        if (!Directory.Exists(Root))
            return [];
        var trees = IsUnified ? [Root] : Directory.GetDirectories(Root);
        return trees.Select(tree => tree + group).Where(Directory.Exists);
    }

    private static bool TryDelete(string folder)
    {
        try
        {
            foreach (var child in Directory.GetDirectories(folder))
            {
                if (!TryDelete(child))
                    return false;
            }
            // Files of a group go with it; only rmdir works here.
            LinuxFile.RemoveDirectory(folder);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (NativeException problem) when (problem.Errno == Missing)
        {
            return true;
        }
        catch (NativeException problem) when (problem.Errno == Busy)
        {
            return false;
        }
    }

    private const int Missing = 2, Busy = 16;

    private static IEnumerable<int> ReadPidsOf(string folder)
    {
        var groups = Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Prepend(folder);
        return [.. groups.SelectMany(group => ReadText($"{group}/cgroup.procs").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
    }

    private static long ReadNumber(string path) => long.TryParse(ReadText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static long ReadField(string path, string name)
    {
        foreach (var line in ReadText(path).Split('\n'))
        {
            if (line.StartsWith(name + " ", StringComparison.Ordinal) && long.TryParse(line.AsSpan(name.Length + 1), out var value))
                return value;
        }
        return 0;
    }

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // The group went in between.
            return "";
        }
    }
}
