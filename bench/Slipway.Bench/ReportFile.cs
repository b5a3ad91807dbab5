// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Bench;

/// <summary>A document that holds a measured table between two marks.</summary>
internal static class ReportFile
{
    private const string Begin = "<!-- measured -->\n";
    private const string End = "<!-- end -->";

    /// <summary>Puts a new table between the marks.</summary>
    /// <exception cref="InvalidOperationException">The marks are not there.</exception>
    public static void Update(string path, string table)
    {
        var text = File.ReadAllText(path);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
            throw new InvalidOperationException($"'{path}' has no '{Begin.Trim()}' with an '{End}' behind it.");
        File.WriteAllText(path, text[..(begin + Begin.Length)] + table + text[end..]);
    }
}
