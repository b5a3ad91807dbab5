// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>Looks for a secret where none may be, by another program's reading: it takes no lock that a build would wait for, and it knows nothing of ours.</summary>
public static class CanarySearch
{
    /// <summary>The files below a folder that hold a text.</summary>
    public static IReadOnlyList<string> In(string folder, string text)
    {
        using var grep = Process.Start(new ProcessStartInfo(
            Needs.Tool("grep"), ["--recursive", "--files-with-matches", "--fixed-strings", "--text", "--devices=skip", "--no-messages", "--", text, folder]) { RedirectStandardOutput = true })!;
        var found = grep.StandardOutput.ReadToEnd();
        grep.WaitForExit();
        return [.. found.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>The same without file systems in memory, which lie on no disk.</summary>
    public static IReadOnlyList<string> OnDisk(string folder, string text)
    {
        var memory = MountTable.Below(folder).Where(mount => mount.Type == "tmpfs").Select(mount => mount.Target + "/").ToList();
        return [.. In(folder, text).Where(path => !memory.Any(path.StartsWith))];
    }
}
