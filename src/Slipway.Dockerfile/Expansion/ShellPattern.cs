// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Slipway.Dockerfile;

/// <summary>A pattern of <c>${name#pattern}</c> and its like: <c>*</c>, <c>?</c>, and a backslash before those and itself. Neither matches a line feed.</summary>
internal sealed class ShellPattern
{
    // Beyond all Unicode values, so that a pattern is a plain array.
    private const int AnyOne = 0x110000;
    private const int AnyRun = 0x110001;

    private readonly int[] _parts;

    private ShellPattern(int[] parts) => _parts = parts;

    internal static bool TryParse(string text, [NotNullWhen(true)] out ShellPattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        var parts = new List<int>(text.Length);
        var escaped = false;
        (pattern, problem) = (null, null);
        foreach (var rune in text.EnumerateRunes())
        {
            // The escape before } and / is the expansion's, to keep them from ending the pattern.
            if (escaped && rune.Value is not ('*' or '?' or '\\' or '}' or '/'))
            {
                problem = $"the pattern '{text}' escapes '{rune}', which needs none";
                return false;
            }
            if (!escaped && rune.Value == '\\')
            {
                escaped = true;
                continue;
            }
            parts.Add(escaped ? rune.Value : rune.Value switch { '*' => AnyRun, '?' => AnyOne, var other => other });
            escaped = false;
        }
        if (escaped)
        {
            problem = $"the pattern '{text}' ends in an escape";
            return false;
        }
        pattern = new([.. parts]);
        return true;
    }

    internal string TrimStart(string value, bool longest)
    {
        var runes = ToRunes(value);
        var end = FindEnd(_parts, runes, 0, longest);
        return end < 0 ? value : ToText(runes, end, runes.Length);
    }

    internal string TrimEnd(string value, bool longest)
    {
        var runes = ToRunes(value);
        var end = FindEnd([.. _parts.Reverse()], [.. runes.Reverse()], 0, longest);
        return end < 0 ? value : ToText(runes, 0, runes.Length - end);
    }

    internal string Replace(string value, string replacement, bool all)
    {
        var runes = ToRunes(value);
        var result = new StringBuilder();
        var hasRun = _parts.Contains(AnyRun);
        var (position, lastEnd, replaced) = (0, -1, false);
        while (position <= runes.Length && (all || !replaced))
        {
            var end = FindEnd(_parts, runes, position, longest: true);
            // An empty match right behind another one doesn't count.
            if (end > position || (end == position && position != lastEnd))
            {
                result.Append(replacement);
                replaced = true;
            }
            if (result.Length > WordExpander.MaxLength)
                break;
            if (end > position)
            {
                position = lastEnd = end;
                continue;
            }
            // A pattern with a run that finds no end from here finds none further on either, if it could begin here.
            if (end < 0 && hasRun && BeginsAt(runes, position))
                break;
            if (position < runes.Length)
                result.Append(new Rune(runes[position]));
            position++;
        }
        return position < runes.Length ? result.Append(ToText(runes, position, runes.Length)).ToString() : result.ToString();
    }

    private bool BeginsAt(int[] runes, int position)
    {
        foreach (var part in _parts)
        {
            if (part == AnyRun)
                return !runes.AsSpan(position).Contains('\n');
            if (position == runes.Length || !Matches(part, runes[position++]))
                return false;
        }
        return false;
    }

    /// <summary>Where the shortest or longest match from <paramref name="start"/> ends, or -1. All places in the pattern that fit so far are kept at once.</summary>
    private static int FindEnd(int[] parts, int[] runes, int start, bool longest)
    {
        var current = new bool[parts.Length + 1];
        current[0] = true;
        Skip(current, parts);
        var found = -1;
        for (var position = start; ; position++)
        {
            if (current[parts.Length])
                found = position;
            if ((found >= 0 && !longest) || position == runes.Length)
                return found;
            var next = new bool[parts.Length + 1];
            var alive = false;
            for (var part = 0; part < parts.Length; part++)
            {
                if (!current[part] || !Matches(parts[part], runes[position]))
                    continue;
                next[parts[part] == AnyRun ? part : part + 1] = true;
                alive = true;
            }
            if (!alive)
                return found;
            Skip(next, parts);
            current = next;
        }
    }

    // A run may be of nothing.
    private static void Skip(bool[] places, int[] parts)
    {
        for (var part = 0; part < parts.Length; part++)
        {
            if (places[part] && parts[part] == AnyRun)
                places[part + 1] = true;
        }
    }

    private static bool Matches(int part, int rune) => part is AnyOne or AnyRun ? rune != '\n' : part == rune;

    private static int[] ToRunes(string text) => [.. text.EnumerateRunes().Select(rune => rune.Value)];

    private static string ToText(int[] runes, int start, int end)
    {
        var text = new StringBuilder(end - start);
        foreach (var rune in runes.AsSpan(start, end - start))
            text.Append(new Rune(rune));
        return text.ToString();
    }
}
