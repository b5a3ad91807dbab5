// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Finds processes of the runtime that somebody called about a container. One that its caller's death left goes on with what it was asked to do.</summary>
internal static class RuntimeCalls
{
    /// <summary>Those that write their log into a container's folder, as every call of ours does.</summary>
    internal static IReadOnlyList<ProcessIdentity> Find(ContainerFolder folder) =>
        [.. Directory.GetDirectories("/proc")
            .Select(static path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && IsAbout(pid, folder.Path + "/")).Select(ProcessIdentity.Find).OfType<ProcessIdentity>()];

    private static bool IsAbout(int pid, string folder)
    {
        try
        {
            var words = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
            var log = Array.IndexOf(words, "--log");
            return log >= 0 && log + 1 < words.Length && words[log + 1].StartsWith(folder, StringComparison.Ordinal);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false; // it is gone, or another user's
        }
    }
}
