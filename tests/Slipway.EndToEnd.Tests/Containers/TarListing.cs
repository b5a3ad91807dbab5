// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Native;

namespace Slipway.EndToEnd.Tests;

/// <summary>What GNU tar lists of an archive, without times: mode, owner, size, name and link, in order; the places that Docker mounts on are left out.</summary>
internal static partial class TarListing
{
    private static readonly string[] Docker = [".dockerenv", "dev/", "proc/", "sys/", "etc/hosts", "etc/hostname", "etc/resolv.conf", "etc/mtab"];

    /// <summary>Reads an archive.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var listed = await new Command("tar", ["--numeric-owner", "-tvf", path]).RunAsync(cancellationToken);
        listed.ExitCode.ShouldBe(0, listed.ErrorText);
        return [.. listed.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Line).Where(static line => !Docker.Any(place => line.Contains($" {place}", StringComparison.Ordinal))).Order(StringComparer.Ordinal)];
    }

    // "-rw-r--r-- 0/0  123 2001-01-01 00:00 name": without the time; of a hard link which is the first is the writer's choice.
    private static string Line(string line) => Time().Replace(line, " ");

    [GeneratedRegex(@" +\d{4}-\d\d-\d\d \d\d:\d\d ")]
    private static partial Regex Time();
}
