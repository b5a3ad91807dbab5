// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Fleet;

/// <summary>Regular expressions, in RE2's grammar and, as there, in time that grows with the text alone.</summary>
internal static partial class RegexFunctions
{
    internal static IEnumerable<HclFunction> All =>
    [
        new("regex", 2, 2, First),
        new("regexall", 2, 2, Every),
        new("regex_replace", 3, 3, Replace),
    ];

    [GeneratedRegex(@"\$(?:\{(?<name>\w+)\}|(?<name>\w+)|(?<dollar>\$))", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Fillings();

    private static HclValue First(HclArguments call)
    {
        var regex = Compile(call, 0);
        var match = regex.Match(call.Text(1));
        return match.Success ? Captures(regex, match) : throw call.Refuse($"'{call.Text(0)}' matches nothing in '{call.Text(1)}'", "use regexall, which gives an empty list then, or try");
    }

    private static HclValue Every(HclArguments call)
    {
        var regex = Compile(call, 0);
        var found = regex.Matches(call.Text(1)).Select(match => Captures(regex, match)).ToList();
        return HclValue.List(found.Count == 0 ? HclType.String : found[0].Type, found);
    }

    private static HclValue Replace(HclArguments call)
    {
        var with = call.Text(2);
        return TextFunctions.Made(call, Compile(call, 1).Replace(call.Text(0), match => Fillings().Replace(with, filling =>
            filling.Groups["dollar"].Success ? "$" : match.Groups[filling.Groups["name"].Value].Value)));
    }

    // Without groups the text, with groups a list of theirs, with names an object.
    private static HclValue Captures(Regex regex, Match match)
    {
        var names = regex.GetGroupNames().Skip(1).ToList();
        if (names.Count == 0)
            return HclValue.String(match.Value);
        HclValue Text(string name) => match.Groups[name].Success ? HclValue.String(match.Groups[name].Value) : HclValue.Null(HclType.String);
        return char.IsAsciiDigit(names[0][0]) ? HclValue.Tuple(names.Select(Text)) : HclValue.Object(names.Select(name => KeyValuePair.Create(name, Text(name))));
    }

    private static Regex Compile(HclArguments call, int index)
    {
        try
        {
            return new(Translate(call.Text(index)), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw call.Refuse(index, $"'{call.Text(index)}' is no regular expression: {e.Message.TrimEnd('.')}");
        }
    }

    // Where .NET's grammar means something else by the same words.
    private static string Translate(string pattern)
    {
        var translated = new StringBuilder();
        var inClass = false;
        for (var at = 0; at < pattern.Length; at++)
        {
            var character = pattern[at];
            if (character == '\\' && at + 1 < pattern.Length)
                translated.Append(Escape(pattern[++at], inClass));
            else if (!inClass && string.CompareOrdinal(pattern, at, "(?P<", 0, 4) == 0)
                (translated, at) = (translated.Append("(?<"), at + 3);
            else if (!inClass && character == '$' && !pattern.Contains("(?m", StringComparison.Ordinal))
                translated.Append(@"\z");
            else
                translated.Append(character);
            inClass = character == '[' || (inClass && character != ']');
        }
        return translated.ToString();
    }

    private static string Escape(char character, bool inClass) => character switch
    {
        'd' => inClass ? "0-9" : "[0-9]",
        'w' => inClass ? "0-9A-Za-z_" : "[0-9A-Za-z_]",
        's' => inClass ? @"\t\n\f\r " : @"[\t\n\f\r ]",
        'D' when !inClass => "[^0-9]",
        'W' when !inClass => "[^0-9A-Za-z_]",
        'S' when !inClass => @"[^\t\n\f\r ]",
        _ => "\\" + character,
    };
}
