// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>Makes this process the parent of descendants whose own parent has ended, so that it learns how they end.</summary>
public static partial class Subreaper
{
    private const int SetChildSubreaper = 36, All = 0, Exited = 4, NoHang = 1, NoWait = 0x0100_0000;
    private const int SiginfoBytes = 128, PidOffset = 16;
    private const int MaxKeptExits = 256;

    private static readonly Lock Reaping = new();
    private static readonly Dictionary<int, int> HeldPids = [];
    private static readonly OrderedDictionary<int, int> Exits = [];
    private static readonly Lazy<PosixSignalRegistration> ChildSignal = new(static () => PosixSignalRegistration.Create(PosixSignal.SIGCHLD, static _ => ReapContained()));

    /// <summary>
    /// From now on orphaned descendants become children of this process. Those of other pid namespaces are reaped when they end; of the others each must be awaited
    /// (<see cref="ProcessHandle.WaitForExitAsync"/>), or it stays as a zombie until this process ends. Calling it again changes nothing.
    /// </summary>
    /// <exception cref="NativeException">The system refused.</exception>
    public static void Become()
    {
        if (ProcessControl(SetChildSubreaper, 1, 0, 0, 0) != 0)
            throw NativeException.FromLastError("Cannot become the subreaper of this process's descendants");
        // A runtime that fails, or is killed, half-way leaves a process in the container that nobody knows of.
        _ = ChildSignal.Value;
    }

    /// <summary>
    /// Reaps adopted processes of other pid namespaces that have ended. Until their new parent does so, the namespace's first process cannot end, killed or not.
    /// First processes themselves and others that somebody here holds (<see cref="ProcessHandle"/>) are left to those who await them, and programs of our own
    /// namespace to those who started them.
    /// </summary>
    public static void ReapContained()
    {
        if (!HasZombie())
            return;
        foreach (var task in Directory.GetDirectories("/proc/self/task"))
        {
            foreach (var pid in Read($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (IsContainedZombie(Read($"/proc/{pid}/status")))
                    Reap(int.Parse(pid, CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>How a process ended that was reaped before anybody held it.</summary>
    /// <returns>Its exit code, 128 + the signal's number if it was killed; null if it wasn't reaped so, or that is long ago.</returns>
    public static int? TakeExit(int pid)
    {
        lock (Reaping)
            return Exits.Remove(pid, out var exitCode) ? exitCode : null;
    }

    /// <summary>From here on somebody in this process is to be told how that process ends; until <see cref="LetGo"/>, as often as this was called.</summary>
    internal static void Hold(int pid)
    {
        lock (Reaping)
            HeldPids[pid] = HeldPids.GetValueOrDefault(pid) + 1;
    }

    /// <summary>Takes back one <see cref="Hold"/>.</summary>
    internal static void LetGo(int pid)
    {
        lock (Reaping)
        {
            if (--HeldPids[pid] == 0)
                HeldPids.Remove(pid);
        }
    }

    private static void Reap(int pid)
    {
        lock (Reaping)
        {
            if (HeldPids.ContainsKey(pid) || WaitPid(pid, out var status, NoHang) != pid)
                return;
            Exits.Remove(pid);
            Exits.Add(pid, ExitCodes.Of(status));
            if (Exits.Count > MaxKeptExits)
                Exits.RemoveAt(0);
        }
    }

    // One of those that somebody holds, perhaps; but mostly there is none at all, and that is known at once.
    private static bool HasZombie()
    {
        Span<byte> siginfo = stackalloc byte[SiginfoBytes];
        siginfo.Clear();
        return WaitId(All, 0, ref siginfo[0], Exited | NoHang | NoWait, 0) == 0 && BinaryPrimitives.ReadInt32LittleEndian(siginfo[PidOffset..]) != 0;
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
    private static partial int WaitPid(int pid, out int status, int options);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static partial int WaitId(int idType, uint id, ref byte siginfo, int options, nint usage);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int ProcessControl(int option, nuint second, nuint third, nuint fourth, nuint fifth);
}
