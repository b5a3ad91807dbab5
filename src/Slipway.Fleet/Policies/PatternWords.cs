// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Reads words that stand for one of some values, and patterns of the names of repositories and tags.</summary>
internal static class PatternWords
{
    /// <summary>One of some words.</summary>
    internal static T? OneOf<T>(FieldReader fields, string word, IReadOnlyDictionary<string, T> words) where T : struct =>
        fields.Text(word) is { } text ? OneOf(fields, text, word, words) : null;

    /// <summary>One of some words, as an entry of a list.</summary>
    internal static T? OneOf<T>(FieldReader fields, Located<string> text, string word, IReadOnlyDictionary<string, T> words) where T : struct
    {
        if (words.TryGetValue(text.Value, out var value))
            return value;
        fields.Report(text.Place, $"'{word}' is not '{text.Value}'", Choice.Help(text.Value, [.. words.Keys], "it is one of"));
        return null;
    }

    /// <summary>Patterns of names; those that can't be read are reported and left out. Null where the word isn't there.</summary>
    internal static IReadOnlyList<NamePattern>? Patterns(FieldReader fields, string word) => fields.Texts(word)?
        .Select(text => Pattern(fields, text)).OfType<NamePattern>().ToList();

    /// <summary>One pattern of names.</summary>
    internal static NamePattern? Pattern(FieldReader fields, string word) => fields.Text(word) is { } text ? Pattern(fields, text) : null;

    private static NamePattern? Pattern(FieldReader fields, Located<string> text)
    {
        if (NamePattern.TryParse(text.Value, out var pattern))
            return pattern;
        fields.Report(text.Place, $"'{text.Value}' is no pattern of names", "write the letters that names have, with '*' for any but a slash, and '**' for any");
        return null;
    }
}
