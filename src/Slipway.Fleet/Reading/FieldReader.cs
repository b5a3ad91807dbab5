// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>
/// Takes the fields of a map one by one, reports each that has the wrong shape, and at the end each that nobody took: what isn't
/// known is an error, with the word that was probably meant.
/// </summary>
internal sealed class FieldReader
{
    private readonly YamlMap _map;
    private readonly string _owner;
    private readonly List<string> _known = [];
    private readonly List<string> _refused = [];

    /// <summary>Reads the fields of <paramref name="map"/>, which is <paramref name="owner"/> (<c>an image</c>) in messages.</summary>
    internal FieldReader(YamlMap map, string owner, List<Diagnostic> diagnostics) => (_map, _owner, Diagnostics) = (map, owner, diagnostics);

    internal List<Diagnostic> Diagnostics { get; }

    internal SourcePlace Place => _map.Place;

    /// <summary>The fields of a value that must be a map; null, with a report, if it isn't.</summary>
    internal static FieldReader? Open(YamlValue value, string owner, List<Diagnostic> diagnostics)
    {
        if (value is YamlMap map)
            return new(map, owner, diagnostics);
        diagnostics.Add(value.Place.Error($"{owner} is a map, not {value.Kind}", "write its fields as 'name: value', each on a line of its own below it"));
        return null;
    }

    /// <summary>The value under a word, or null where there is none.</summary>
    internal YamlValue? Take(string word)
    {
        _known.Add(word);
        return _map.Entries.FirstOrDefault(entry => entry.Key.Text == word)?.Value;
    }

    /// <summary>The same as <see cref="Take"/>; a reader of the whole field takes it after.</summary>
    internal YamlValue? Peek(string word) => Take(word);

    /// <summary>An entry of a list that is a text.</summary>
    internal Located<string>? Item(YamlValue item, string word) => AsText(item, $"an entry of '{word}'");

    /// <summary>The key of a word that is there.</summary>
    internal SourcePlace KeyOf(string word) => _map.Entries.First(entry => entry.Key.Text == word).Key.Place;

    /// <summary>A text that is not empty.</summary>
    internal Located<string>? Text(string word) => Take(word) is { } value ? AsText(value, word) : null;

    /// <summary>A text that may be empty.</summary>
    internal Located<string>? AnyText(string word) => Take(word) is { } value ? AsAnyText(value, word) : null;

    /// <summary>One text or a list of them; null where the word isn't there.</summary>
    internal IReadOnlyList<Located<string>>? Texts(string word)
    {
        switch (Take(word))
        {
            case null:
                return null;
            case YamlList { Items.Count: 0 } empty:
                Report(empty, $"'{word}' is an empty list, which says nothing", "leave it out");
                return null;
            case YamlList list:
                return [.. list.Items.Select(item => AsText(item, $"an entry of '{word}'")).OfType<Located<string>>()];
            case var other:
                return AsText(other, word) is { } text ? [text] : null;
        }
    }

    /// <summary>Texts that are read one by one; those that can't be are left out.</summary>
    internal IReadOnlyList<Located<T>>? Texts<T>(string word, Func<Located<string>, Located<T>?> read) =>
        Texts(word) is { } texts ? [.. texts.Select(read).OfType<Located<T>>()] : null;

    /// <summary>A list of words, or one text that a shell would read.</summary>
    internal Located<IReadOnlyList<string>>? Command(string word)
    {
        if (Take(word) is not { } value)
            return null;
        if (value is YamlScalar)
            return AsText(value, word) is { } line ? new(["/bin/sh", "-c", line.Value], line.Place) : null;
        if (value is not YamlList { Items.Count: > 0 } list)
        {
            Report(value, $"'{word}' is a command: a text or a list of texts, not {(value is YamlList ? "an empty list" : value.Kind)}", "write [program, argument], or a line for a shell");
            return null;
        }
        var words = list.Items.Select(item => AsAnyText(item, $"an entry of '{word}'")).OfType<Located<string>>().ToList();
        return words.Count == list.Items.Count ? new([.. words.Select(item => item.Value)], value.Place) : null;
    }

    /// <summary>A map of texts, in the order of the file.</summary>
    internal IReadOnlyList<NamedText> Map(string word, MapNulls nulls = MapNulls.Refuse)
    {
        if (Take(word) is not { } value)
            return [];
        if (value is not YamlMap map)
        {
            Report(value, $"'{word}' is a map of names to texts, not {value.Kind}", "write its entries as 'name: text', each on a line of its own below it");
            return [];
        }
        var texts = new List<NamedText>();
        foreach (var (key, item) in map.Entries)
        {
            if (item is YamlScalar { IsNull: true } && nulls == MapNulls.Unset)
                texts.Add(new(key.Text, null, key.Place));
            else if (item is YamlScalar { IsNull: true })
                Report(key, $"'{key.Text}' has no value", $"write {key.Text}: \"\" for an empty one");
            else if (AsAnyText(item, $"'{key.Text}'") is { } text)
                texts.Add(new(key.Text, text.Value, text.Place) { KeyPlace = key.Place });
        }
        return texts;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    internal Located<T>? Switch<T>(string word, T yes, T no)
    {
        if (Take(word) is not { } value)
            return null;
        if (value is YamlScalar { Text: "true" })
            return new(yes, value.Place);
        if (value is YamlScalar { Text: "false" })
            return new(no, value.Place);
        Report(value, $"'{word}' is true or false, not {Quote(value)}", "write true or false, or leave it out");
        return null;
    }

    /// <summary>Refuses a word that others know and we don't support, by name.</summary>
    internal void Refuse(string word, string help)
    {
        _refused.Add(word);
        if (_map.Entries.FirstOrDefault(entry => entry.Key.Text == word) is { } entry)
            Report(entry.Key, $"'{word}' is not supported", help);
    }

    /// <summary>Reports every field that nobody took.</summary>
    internal void Finish()
    {
        foreach (var (key, _) in _map.Entries.Where(entry => !_known.Contains(entry.Key.Text) && !_refused.Contains(entry.Key.Text)))
            Report(
                key, $"{_owner} has no '{key.Text}'",
                Suggestion.Help(key.Text, _known) ?? $"it has {string.Join(", ", _known.Distinct().Order(StringComparer.Ordinal))}");
    }

    internal void Report(YamlValue value, string message, string? help = null) => Report(value.Place, message, help);

    internal void Report(SourcePlace place, string message, string? help = null) => Diagnostics.Add(place.Error(message, help));

    private Located<string>? AsText(YamlValue value, string word)
    {
        if (value is YamlScalar { Text.Length: > 0, IsNull: false } scalar)
            return new(scalar.Text, scalar.Place);
        Report(value, $"{Name(word)} is a text, not {(value is YamlScalar { IsNull: false } ? "an empty one" : value.Kind)}", TextHelp(value));
        return null;
    }

    private Located<string>? AsAnyText(YamlValue value, string word)
    {
        if (value is YamlScalar { IsNull: false } scalar)
            return new(scalar.Text, scalar.Place);
        Report(value, $"{Name(word)} is a text, not {value.Kind}", TextHelp(value));
        return null;
    }

    private static string TextHelp(YamlValue value) => value switch
    {
        YamlMap => "write a text; one that begins with '{' stands in quotes",
        YamlList => "write one text; one that begins with '[' stands in quotes",
        _ => "write its value, or leave it out",
    };

    private static string Name(string word) => word.Contains('\'', StringComparison.Ordinal) ? word : $"'{word}'";

    private static string Quote(YamlValue value) => value is YamlScalar { IsNull: false } scalar ? $"'{scalar.Text}'" : value.Kind;
}
