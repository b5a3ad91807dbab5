// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Bench;

/// <summary>Finds the processes of an engine.</summary>
internal static class EngineProcesses
{
    /// <summary>Those whose command line names a folder, which are the engine's: what runs in a container knows none of ours.</summary>
    public static IReadOnlyList<int> Naming(string folder) =>
        [.. Directory.GetDirectories("/proc").Select(static path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && pid != System.Environment.ProcessId && Names(pid, folder))];

    /// <summary>The sum of their proportional set sizes, in bytes.</summary>
    public static long MemoryOf(IEnumerable<int> processes) => processes.Sum(ProcessTree.MemoryOf);

    private static bool Names(int pid, string folder)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains(folder, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
