// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Finds, and ends, processes of the runtime that somebody called about a container. One that its caller's death left goes on with what it was asked to do.</summary>
internal static class RuntimeCalls
{
    private const string LogOption = "--log";

    /// <summary>Those that write their log into a container's folder, as every call of ours does.</summary>
    internal static IReadOnlyList<ProcessIdentity> Find(ContainerFolder folder) => FindNaming(LogOption, folder.Path + "/");

    /// <summary>Ends those whose callers are dead. Their ends are waited for: nothing happens to the container from then on.</summary>
    internal static Task EndAsync(ContainerFolder folder, CancellationToken cancellationToken) => EndNamingAsync(LogOption, folder.Path + "/", cancellationToken);

    /// <summary>Ends processes of whose words one is followed by another that begins so, and those of the same words that they start meanwhile; all are reaped where they are ours by now.</summary>
    internal static async Task EndNamingAsync(string option, string start, CancellationToken cancellationToken)
    {
        while (FindNaming(option, start) is { Count: > 0 } calls)
        {
            foreach (var call in calls)
            {
                using var handle = ProcessHandle.TryOpen(call);
                if (handle?.Send(Signal.Kill) == true)
                    await handle.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether of a process's words one is followed by another that begins so.</summary>
    internal static bool Names(int pid, string option, string start)
    {
        try
        {
            var words = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
            var at = Array.IndexOf(words, option);
            return at >= 0 && at + 1 < words.Length && words[at + 1].StartsWith(start, StringComparison.Ordinal);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false; // it is gone, or another user's
        }
    }

    /// <summary>Processes of whose words one is followed by another that begins so.</summary>
    private static IReadOnlyList<ProcessIdentity> FindNaming(string option, string start) =>
        [.. Directory.GetDirectories("/proc")
            .Select(static path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && Names(pid, option, start)).Select(ProcessIdentity.Find).OfType<ProcessIdentity>()];
}
