// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Containers;

/// <summary>The ranges of ids that users may map (subuid(5)): name or number, first id, count.</summary>
internal static class SubordinateIds
{
    private const uint First = 100_000, Usual = 65_536;

    /// <summary>Whether this process's user has a range there. Where another service keeps the ranges, nobody can tell from the file, and it is true.</summary>
    internal static bool Has(string path) => IsKeptElsewhere() || Has(Read(path), Environment.UserName, UserNumber());

    /// <summary>A range that nobody has yet, "100000-165535".</summary>
    internal static string FindFree(string path) => FindFree(Read(path));

    internal static bool Has(IEnumerable<string> lines, string name, string number) =>
        lines.Select(static line => line.Split(':')).Any(fields => fields.Length == 3 && (fields[0] == name || fields[0] == number)
            && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0);

    internal static string FindFree(IEnumerable<string> lines)
    {
        var next = lines.Select(static line => line.Split(':')).Where(static fields => fields.Length == 3)
            .Select(static fields => Number(fields[1]) + Number(fields[2])).Append(First).Max();
        return $"{next}-{next + Usual - 1}";
    }

    private static uint Number(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    // "Uid:	real	effective	saved	file system" of this process.
    private static string UserNumber() => File.ReadLines("/proc/self/status").First(static line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[2];

    private static bool IsKeptElsewhere() => Read("/etc/nsswitch.conf").Any(static line => line.StartsWith("subid:", StringComparison.Ordinal));

    private static string[] Read(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
