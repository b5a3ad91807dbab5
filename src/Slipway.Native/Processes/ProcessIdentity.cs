// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json.Serialization;

namespace Slipway.Native;

/// <summary>
/// A process that is told from any later one with the same pid: the pid, when it started, and in which boot of the system.
/// It can be written down and asked again after a restart of ours or of the machine.
/// </summary>
/// <param name="Pid">The process id in our pid namespace.</param>
/// <param name="StartTime">Clock ticks between boot and the start, field 22 of /proc/pid/stat.</param>
/// <param name="BootId">The boot in which it ran, as /proc/sys/kernel/random/boot_id says.</param>
public sealed record ProcessIdentity(int Pid, long StartTime, string BootId)
{
    private const int StateField = 0, StartTimeField = 19, ExitStatusField = 49;

    private static readonly Lazy<string> ThisBoot = new(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());
    private static readonly Lazy<ProcessIdentity> Self =
        new(() => Find(Environment.ProcessId) ?? throw new InvalidOperationException("This process has no entry in /proc."));

    /// <summary>This process.</summary>
    public static ProcessIdentity Current => Self.Value;

    /// <summary>The id of the system's current boot.</summary>
    public static string CurrentBootId => ThisBoot.Value;

    /// <summary>Whether the process still runs. One that ended and waits for its parent doesn't.</summary>
    [JsonIgnore]
    public bool IsAlive => BootId == CurrentBootId && ReadStat(Pid) is { } stat && stat.StartTime == StartTime && stat.State is not ('Z' or 'X');

    /// <summary>Whether the process runs, or has ended and its parent doesn't know yet.</summary>
    internal bool Exists => BootId == CurrentBootId && ReadStat(Pid) is { } stat && stat.StartTime == StartTime;

    /// <summary>The process that has <paramref name="pid"/> now; null if none has, or it has ended.</summary>
    public static ProcessIdentity? Find(int pid) =>
        ReadStat(pid) is { State: not ('Z' or 'X') } stat ? new(pid, stat.StartTime, CurrentBootId) : null;

    /// <summary>The process that has <paramref name="pid"/> now, be it one that has ended and was not reaped; null if none has.</summary>
    public static ProcessIdentity? FindUnreaped(int pid) => ReadStat(pid) is { State: not 'X' } stat ? new(pid, stat.StartTime, CurrentBootId) : null;

    /// <summary>Sends a signal to this process, and never to another one that got its pid since.</summary>
    /// <returns>False if the process is gone.</returns>
    /// <exception cref="NativeException">The system refused.</exception>
    public bool Kill(Signal signal)
    {
        using var handle = ProcessHandle.TryOpen(this);
        return handle?.Send(signal) ?? false;
    }

    /// <summary>Sends a signal to this process and to all its descendants, children first so that none is adopted unseen.</summary>
    /// <exception cref="NativeException">The system refused.</exception>
    public void KillTree(Signal signal)
    {
        if (!IsAlive)
            return;
        foreach (var child in ReadChildren(Pid))
            child.KillTree(signal);
        Kill(signal);
    }

    private static IReadOnlyList<ProcessIdentity> ReadChildren(int pid)
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{pid}/task")
                .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(child => Find(int.Parse(child, CultureInfo.InvariantCulture)))
                .OfType<ProcessIdentity>()];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>How it ended, as wait tells it, while its parent has not reaped it; null before and afterwards, or where this process may not know.</summary>
    internal int? ReadExitStatus() => BootId == CurrentBootId && ReadStat(Pid) is { State: 'Z' } stat && stat.StartTime == StartTime && Environment.IsPrivilegedProcess ? stat.ExitStatus : null;

    private static (char State, long StartTime, int ExitStatus)? ReadStat(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            // The second field is the program's name in parentheses and may hold anything, parentheses and spaces too.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[StateField][0], long.Parse(fields[StartTimeField], CultureInfo.InvariantCulture), int.Parse(fields[ExitStatusField], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
