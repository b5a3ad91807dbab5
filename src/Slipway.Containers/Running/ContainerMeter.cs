// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>Reads of the kernel what running containers use and which processes they have; no agent is asked.</summary>
public static class ContainerMeter
{
    private const string Root = "/sys/fs/cgroup";

    /// <summary>What a container has used; null if it doesn't run.</summary>
    /// <param name="home">Its home.</param>
    /// <param name="id">Its id.</param>
    public static ContainerStatistics? Read(SlipwayHome home, string id)
    {
        if (ContainerRecords.Read(ContainerFolder.Of(home, id)) is not { Process: { IsAlive: true } process } record || Cgroups.ReadUsage(record.Cgroup) is not { } usage)
            return null;
        var (received, sent) = IsHostNetwork(process) ? (0, 0) : ReadNetwork(process);
        var (read, written) = ReadDisks(record.Cgroup);
        return new()
        {
            Cpu = usage.Cpu,
            MemoryBytes = usage.MemoryBytes,
            MemoryLimitBytes = Math.Min(ReadLimit(record.Cgroup), ReadMachineMemory()),
            ReceivedBytes = received,
            SentBytes = sent,
            ReadBytes = read,
            WrittenBytes = written,
            Pids = usage.Pids,
        };
    }

    /// <summary>The processes of a container, as the host numbers them; none if it doesn't run.</summary>
    public static IReadOnlyList<int> ReadPids(SlipwayHome home, string id) =>
        ContainerRecords.Read(ContainerFolder.Of(home, id)) is { Process.IsAlive: true } record ? [.. Cgroups.ReadPids(record.Cgroup).Order()] : [];

    private static long ReadMachineMemory()
    {
        foreach (var line in Lines("/proc/meminfo"))
        {
            if (line.StartsWith("MemTotal:", StringComparison.Ordinal) && long.TryParse(line.AsSpan("MemTotal:".Length).Trim().ToString().Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes))
                return kibibytes * 1024;
        }
        return long.MaxValue;
    }

    private static long ReadLimit(string group)
    {
        var text = Lines(Cgroups.IsUnified ? $"{Root}{group}/memory.max" : $"{Root}/memory{group}/memory.limit_in_bytes").FirstOrDefault();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : long.MaxValue;
    }

    private static bool IsHostNetwork(ProcessIdentity process)
    {
        try
        {
            return LinuxFile.ReadLink($"/proc/{process.Pid}/ns/net") == LinuxFile.ReadLink("/proc/self/ns/net");
        }
        catch (NativeException)
        {
            // It has ended.
            return true;
        }
    }

    // "  eth0: received-bytes packets errs drop fifo frame compressed multicast sent-bytes …"; the loopback carries nothing in or out.
    private static (long Received, long Sent) ReadNetwork(ProcessIdentity process)
    {
        var (received, sent) = (0L, 0L);
        foreach (var parts in Lines($"/proc/{process.Pid}/net/dev").Select(static line => line.Split(':')).Where(static parts => parts.Length == 2 && parts[0].Trim() != "lo"))
        {
            var numbers = parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (numbers.Length > 8)
                (received, sent) = (received + Number(numbers[0]), sent + Number(numbers[8]));
        }
        return (received, sent);
    }

    // Version 2: "8:0 rbytes=1 wbytes=2 …"; version 1: "8:0 Read 1", "8:0 Write 2".
    private static (long Read, long Written) ReadDisks(string group)
    {
        var (read, written) = (0L, 0L);
        if (Cgroups.IsUnified)
        {
            foreach (var word in Lines($"{Root}{group}/io.stat").SelectMany(static line => line.Split(' ')))
            {
                read += word.StartsWith("rbytes=", StringComparison.Ordinal) ? Number(word["rbytes=".Length..]) : 0;
                written += word.StartsWith("wbytes=", StringComparison.Ordinal) ? Number(word["wbytes=".Length..]) : 0;
            }
            return (read, written);
        }
        foreach (var parts in Lines($"{Root}/blkio{group}/blkio.throttle.io_service_bytes_recursive").Select(static line => line.Split(' ')).Where(static parts => parts.Length == 3))
        {
            read += parts[1] == "Read" ? Number(parts[2]) : 0;
            written += parts[1] == "Write" ? Number(parts[2]) : 0;
        }
        return (read, written);
    }

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (IOException)
        {
            return [];
        }
    }
}
