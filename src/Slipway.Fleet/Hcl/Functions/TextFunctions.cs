// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Fleet;

/// <summary>Texts. Characters are what people count as one.</summary>
internal static class TextFunctions
{
    internal static IEnumerable<HclFunction> All =>
    [
        new("chomp", 1, 1, static call => HclValue.String(call.Text(0).TrimEnd('\r', '\n'))),
        new("indent", 2, 2, static call => Made(call, call.Text(1).Replace("\n", "\n" + new string(' ', Math.Clamp(call.Integer(0), 0, HclLimits.Length)), StringComparison.Ordinal))),
        new("join", 2, int.MaxValue, static call => Made(call, string.Join(call.Text(0), Enumerable.Range(1, call.Count - 1).SelectMany(call.Texts)))),
        new("lower", 1, 1, static call => HclValue.String(call.Text(0).ToLowerInvariant())),
        new("upper", 1, 1, static call => HclValue.String(call.Text(0).ToUpperInvariant())),
        new("title", 1, 1, static call => HclValue.String(Title(call.Text(0)))),
        new("replace", 3, 3, static call => Made(call, Replace(call.Text(0), call.Text(1), call.Text(2)))),
        new("reverse", 1, 1, static call => HclValue.String(string.Concat(Enumerable.Reverse(Characters(call.Text(0)))))),
        new("sanitize", 1, 1, static call => HclValue.String(Sanitize(call.Text(0)))),
        new("split", 2, 2, static call => HclValue.Strings(Split(call.Text(1), call.Text(0)))),
        new("strlen", 1, 1, static call => HclValue.Number(Characters(call.Text(0)).Count)),
        new("substr", 3, 3, static call => HclValue.String(Substring(Characters(call.Text(0)), call.Integer(1), call.Integer(2)))),
        new("trim", 2, 2, static call => HclValue.String(Trim(call.Text(0), call.Text(1)))),
        new("trimprefix", 2, 2, static call => HclValue.String(call.Text(0).StartsWith(call.Text(1), StringComparison.Ordinal) ? call.Text(0)[call.Text(1).Length..] : call.Text(0))),
        new("trimsuffix", 2, 2, static call => HclValue.String(call.Text(0).EndsWith(call.Text(1), StringComparison.Ordinal) ? call.Text(0)[..^call.Text(1).Length] : call.Text(0))),
        new("trimspace", 1, 1, static call => HclValue.String(call.Text(0).Trim())),
    ];

    /// <summary>A text that a function made, within the limits.</summary>
    internal static HclValue Made(HclArguments call, string text)
    {
        call.Budget.Length(text.Length, call.Place);
        return HclValue.String(text);
    }

    private static List<string> Characters(string text)
    {
        var characters = new List<string>();
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
            characters.Add(elements.GetTextElement());
        return characters;
    }

    private static string Substring(List<string> characters, int offset, int length)
    {
        if (offset < 0)
            offset = Math.Max(0, characters.Count + offset);
        if (offset >= characters.Count || length == 0)
            return "";
        var count = length < 0 ? characters.Count - offset : Math.Min(length, characters.Count - offset);
        return string.Concat(characters.Skip(offset).Take(count));
    }

    // Of an empty text, one stands before every character and after the last.
    private static string Replace(string text, string old, string with) => old.Length > 0
        ? text.Replace(old, with, StringComparison.Ordinal) : with + string.Concat(text.EnumerateRunes().Select(rune => rune + with));

    private static IEnumerable<string> Split(string text, string separator) => separator.Length > 0 ? text.Split(separator, StringSplitOptions.None)
        : text.EnumerateRunes().Select(static rune => rune.ToString());

    private static string Trim(string text, string cut) => text.Trim(cut.ToCharArray());

    private static string Title(string text)
    {
        var titled = new StringBuilder();
        var before = ' ';
        foreach (var character in text)
        {
            titled.Append(char.IsLetterOrDigit(before) || before == '_' ? character : char.ToUpperInvariant(character));
            before = character;
        }
        return titled.ToString();
    }

    private static string Sanitize(string text) =>
        string.Concat(text.EnumerateRunes().Select(static rune => rune.IsAscii && (Rune.IsLetterOrDigit(rune) || rune.Value is '_' or '-') ? rune.ToString() : "_"));
}
