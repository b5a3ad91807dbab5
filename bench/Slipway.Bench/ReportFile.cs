// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Bench;

/// <summary>A document that holds a measured table between two marks.</summary>
internal static class ReportFile
{
    private const string End = "<!-- end -->";

    /// <summary>Puts a new table between the mark <c>&lt;!-- MARK --&gt;</c> and the end that follows it.</summary>
    /// <exception cref="InvalidOperationException">The marks are not there.</exception>
    public static void Update(string path, string mark, string table)
    {
        var text = File.ReadAllText(path);
        var opening = $"<!-- {mark} -->\n";
        var begin = text.IndexOf(opening, StringComparison.Ordinal);
        var end = begin < 0 ? -1 : text.IndexOf(End, begin, StringComparison.Ordinal);
        if (end < 0)
            throw new InvalidOperationException($"'{path}' has no '{opening.Trim()}' with an '{End}' behind it.");
        File.WriteAllText(path, text[..(begin + opening.Length)] + table + text[end..]);
    }
}
