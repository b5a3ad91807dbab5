// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Containers;
using Slipway.Native;

namespace Slipway.Build;

/// <summary>Says why the command of a RUN step failed: its exit code, a signal, a limit, a full disk.</summary>
internal static class RunFailure
{
    private const int SignalBase = 128, LastSignal = 64, Kill = 9;

    /// <summary>The command ended with another exit code than 0.</summary>
    /// <param name="run">The step.</param>
    /// <param name="exit">How it ended.</param>
    /// <param name="limits">What it was allowed.</param>
    /// <param name="writtenTo">The folder that its changes went to.</param>
    /// <param name="tail">The last lines it wrote.</param>
    public static StepException OfExit(RunOperation run, ContainerExit exit, StepLimits limits, string writtenTo, IReadOnlyList<string> tail)
    {
        var code = exit.ExitCode ?? 1;
        if (exit.IsOutOfMemory && limits.Resources.MemoryBytes is { } memory)
        {
            return new($"process \"{run.CommandText}\" ran out of memory: the kernel killed a process of it at the limit of {ByteText.Of(memory)}; exit code: {code}")
            {
                Kind = BuildFailureKind.Limit,
                ExitCode = code,
                Help = "allow it more (--memory), or let the step do less at once, such as fewer parallel jobs",
            };
        }
        var full = FullDisk.Find([writtenTo]);
        var saysFull = tail.Any(static line => line.Contains("No space left on device", StringComparison.Ordinal));
        if (full is not null)
        {
            return new($"process \"{run.CommandText}\" did not complete successfully: exit code: {code}; {full}")
            {
                Kind = BuildFailureKind.Outside,
                ExitCode = code,
                Notes = SignalNotes(code),
                Help = FullDisk.Help,
            };
        }
        return Failed(run, code, [.. SignalNotes(code), .. saysFull ? [SmallFileSystems(run, limits)] : (string[])[]]);
    }

    /// <summary>The image lacks the program, or it can't be run.</summary>
    public static StepException NotStarted(RunOperation run, ExecutionException problem) =>
        Failed(run, problem.ExitCode ?? 127, [problem.Tail.Length > 0 ? problem.Tail : problem.Message.TrimEnd('.')]);

    /// <summary>It took longer than it may.</summary>
    public static StepException TimedOut(RunOperation run, TimeSpan limit) =>
        new($"process \"{run.CommandText}\" was killed: it ran longer than the {Shown(limit)} that a step may take")
        {
            Kind = BuildFailureKind.Limit,
            Help = "allow it more (--step-timeout), or find out from its log what it waits for",
        };

    private static StepException Failed(RunOperation run, int exitCode, IReadOnlyList<string> notes) =>
        new($"process \"{run.CommandText}\" did not complete successfully: exit code: {exitCode}")
        {
            Kind = BuildFailureKind.Command,
            ExitCode = exitCode,
            Notes = notes,
        };

    private static string[] SignalNotes(int code) => code is <= SignalBase or > SignalBase + LastSignal ? []
        : code == SignalBase + Kill ? ["exit code 137 is SIGKILL: somebody killed it, or the machine ran out of memory ('dmesg' tells)"]
        : [$"exit code {code} is the signal {Signal.Parse((code - SignalBase).ToString(CultureInfo.InvariantCulture))}"];

    // The disk has room, so it is one of the step's file systems in memory.
    private static string SmallFileSystems(RunOperation run, StepLimits limits)
    {
        const long dockersSharedMemory = 64 << 20;
        var mounts = run.Mounts.OfType<TmpfsStepMount>().Select(static mount => mount.Size is { } size ? $"{mount.Target} ({ByteText.Of(size)})" : mount.Target);
        return $"the disk has room; what may be full is in memory: /dev/shm ({ByteText.Of(limits.SharedMemoryBytes ?? dockersSharedMemory)}, --shm-size){string.Concat(mounts.Select(static mount => ", " + mount))}";
    }

    private static string Shown(TimeSpan limit) => limit.TotalSeconds < 120
        ? string.Create(CultureInfo.InvariantCulture, $"{limit.TotalSeconds:0.###} s") : string.Create(CultureInfo.InvariantCulture, $"{limit.TotalMinutes:0.#} min");
}
