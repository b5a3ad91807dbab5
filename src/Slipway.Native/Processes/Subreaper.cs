// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>Makes this process the parent of descendants whose own parent has ended, so that it learns how they end.</summary>
public static partial class Subreaper
{
    private const int SetChildSubreaper = 36, NoHang = 1;

    /// <summary>
    /// From now on orphaned descendants become children of this process, which must await each (<see cref="ProcessHandle.WaitForExitAsync"/>),
    /// or they stay as zombies until it ends. Calling it again changes nothing.
    /// </summary>
    /// <exception cref="NativeException">The system refused.</exception>
    public static void Become()
    {
        if (ProcessControl(SetChildSubreaper, 1, 0, 0, 0) != 0)
            throw NativeException.FromLastError("Cannot become the subreaper of this process's descendants");
    }

    /// <summary>
    /// Reaps adopted processes of other pid namespaces that have ended. Until their new parent does so, the namespace's first process cannot end, killed or not.
    /// First processes themselves and others that somebody here holds (<see cref="ProcessHandle"/>) are left to those who await them, and programs of our own
    /// namespace to those who started them.
    /// </summary>
    public static void ReapContained()
    {
        foreach (var children in Directory.GetFiles("/proc/self/task", "children", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }))
        {
            foreach (var pid in Read(children).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var number = int.Parse(pid, CultureInfo.InvariantCulture);
                if (!ProcessHandle.IsHeld(number) && IsContainedZombie(Read($"/proc/{pid}/status")))
                    _ = WaitPid(number, 0, NoHang);
            }
        }
    }

    // "State:	Z (zombie)" and "NSpid:	4711	12": its pid in our namespace and in each one below.
    private static bool IsContainedZombie(string status)
    {
        var lines = status.Split('\n');
        var pids = lines.FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal))?.Split('\t') ?? [];
        return pids.Length > 2 && pids[^1] != "1" && lines.Any(line => line.StartsWith("State:\tZ", StringComparison.Ordinal));
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // The process or thread is gone.
            return "";
        }
    }

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int pid, nint status, int options);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int ProcessControl(int option, nuint second, nuint third, nuint fourth, nuint fifth);
}
