// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Check;

/// <summary>Counts and lists as proofs write them.</summary>
internal static class ProofText
{
    private const int MostNamed = 3;
    private const int MostShown = 200;

    /// <summary><c>1 file</c>, <c>2 files</c>.</summary>
    internal static string Count(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>The first three, and how many more there are.</summary>
    internal static string Name(IReadOnlyList<string> all) =>
        string.Join(", ", all.Take(MostNamed)) + (all.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {all.Count - MostNamed} more") : "");

    /// <summary>A text's beginning on one line, without the line ends at its end.</summary>
    internal static string Clip(string text)
    {
        var whole = text.TrimEnd('\n', '\r');
        return whole.Length <= MostShown ? Clean(whole) : $"{Clean(whole[..MostShown])}…";
    }

    /// <summary>A text on one line; what would move a terminal's cursor is written out.</summary>
    internal static string Clean(string text)
    {
        if (!text.Any(char.IsControl))
            return text;
        var line = new StringBuilder();
        foreach (var character in text)
        {
            if (character is '\n' or '\t')
                line.Append(character == '\n' ? @"\n" : @"\t");
            else if (char.IsControl(character))
                line.Append(CultureInfo.InvariantCulture, $@"\x{(int)character:x2}");
            else
                line.Append(character);
        }
        return line.ToString();
    }

    /// <summary>Where two texts part, for a text that isn't what it was claimed to be.</summary>
    internal static string? Difference(TextPattern claimed, string found)
    {
        if (claimed.Kind != TextMatch.Equals)
            return null;
        var (left, right) = (claimed.Text.TrimEnd('\n', '\r'), found.TrimEnd('\n', '\r'));
        var at = left.AsSpan().CommonPrefixLength(right);
        if (at == 0 || left.Length + right.Length < 40)
            return null;
        var line = left.AsSpan(0, at).Count('\n') + 1;
        return string.Create(CultureInfo.InvariantCulture, $"they part at line {line}, column {at - left.LastIndexOf('\n', at - 1)}");
    }
}
