// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Bench;

/// <summary>Reads of processes and their children what the kernel tells. One that ends meanwhile counts as nothing.</summary>
internal static class ProcessTree
{
    private const int TicksPerSecond = 100; // of the kernel's clock for users, the same on all of its platforms

    /// <summary>A process and all below it.</summary>
    public static IEnumerable<int> Of(int root)
    {
        yield return root;
        foreach (var child in (Read(() => Directory.EnumerateDirectories($"/proc/{root}/task").SelectMany(ChildrenOf).ToList()) ?? []).SelectMany(Of))
            yield return child;
    }

    /// <summary>The file name of what a process runs.</summary>
    public static string? ProgramOf(int process) => Read(() => Path.GetFileName(new FileInfo($"/proc/{process}/exe").LinkTarget));

    /// <summary>The CPU time of a process and all below it, those included that have ended and were waited for.</summary>
    public static TimeSpan CpuOf(int root) => TimeSpan.FromSeconds(Of(root).Sum(TicksOf) / (double)TicksPerSecond);

    /// <summary>The proportional set size of a process, in bytes.</summary>
    public static long MemoryOf(int process) =>
        Read(() => File.ReadLines($"/proc/{process}/smaps_rollup").FirstOrDefault(static line => line.StartsWith("Pss:", StringComparison.Ordinal))) is { } line
            ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024
            : 0;

    private static IEnumerable<int> ChildrenOf(string task) =>
        File.ReadAllText(task + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static text => int.Parse(text, CultureInfo.InvariantCulture));

    // proc(5): fields 14 to 17 are its own user and system time and that of the children that it waited for; the name, field 2, may hold anything.
    private static long TicksOf(int process) =>
        Read(() => File.ReadAllText($"/proc/{process}/stat")) is { } stat
            ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ').Skip(11).Take(4).Sum(static field => long.Parse(field, CultureInfo.InvariantCulture))
            : 0;

    private static T? Read<T>(Func<T> read) where T : class?
    {
        try
        {
            return read();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
