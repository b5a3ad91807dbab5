// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>A part of a Compose file, asked for as what it must be, with its variables filled in.</summary>
internal sealed class ComposeNode(YamlValue value, string name, ComposeVariables variables)
{
    internal SourcePlace Place => value.Place;

    internal bool IsText => value is YamlScalar { IsNull: false };

    internal bool IsList => value is YamlList;

    internal bool IsNothing => value is YamlScalar { IsNull: true };

    /// <summary>This, unless it is nothing.</summary>
    internal ComposeNode? IfThere() => IsNothing ? null : this;

    internal ComposeNode? this[string key] =>
        Map().Entries.FirstOrDefault(entry => entry.Key.Text == key) is { Value: not YamlScalar { IsNull: true } } entry ? new(entry.Value, key, variables) : null;

    /// <summary>The entries of a map, nulls included.</summary>
    internal IEnumerable<(string Key, ComposeNode Value)> Entries => Map().Entries.Select(entry => (entry.Key.Text, new ComposeNode(entry.Value, entry.Key.Text, variables)));

    /// <summary>The items of a list.</summary>
    internal IEnumerable<ComposeNode> Items => value is YamlList list
        ? list.Items.Select(item => new ComposeNode(item, $"an entry of '{name}'", variables)) : throw Refuse("a list");

    internal string Text() => value is YamlScalar { IsNull: false } scalar ? variables.Fill(scalar) : throw Refuse("a text");

    /// <summary>The text of a scalar that Compose reads as a number where it is one.</summary>
    private string Written() => value is YamlScalar { IsPlain: true } plain ? ComposeNumbers.Written(plain.Text) ?? Text() : Text();

    internal bool Flag() => BakeFlags.TryParse(Text()) ?? throw Refuse("true or false");

    internal IReadOnlyList<string> Texts() => [.. Items.Select(static item => item.Text())];

    /// <summary>A list of texts, or one text with blanks between them.</summary>
    internal IReadOnlyList<string> Words() => IsText ? Text().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : Texts();

    /// <summary>Texts by name, from a map or a list of NAME=VALUE; null where a name has no value.</summary>
    internal IReadOnlyList<KeyValuePair<string, string?>> Pairs() =>
    [
        .. new ComposeNode(value is YamlList list ? ComposeMerge.AsMap(list, variables) : value, name, variables).Entries.Select(static entry => KeyValuePair.Create(entry.Key, entry.Value.IsNothing ? null : entry.Value.Written())),
    ];

    /// <summary>Whole numbers from <paramref name="least"/> to <paramref name="most"/>.</summary>
    internal long Number(long least = 0, long most = long.MaxValue) =>
        long.TryParse(Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number : throw Refuse(most == long.MaxValue ? $"a whole number from {least}" : $"a whole number from {least} to {most}");

    internal double Fraction() => double.TryParse(Text(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : throw Refuse("a number such as 0.5");

    internal TimeSpan Duration() => GoDuration.Parse(Text()) is { } time && time >= TimeSpan.Zero ? time : throw Refuse("a duration such as 1m30s");

    /// <summary>What <paramref name="read"/> makes of the text; what it doesn't take is told with the place.</summary>
    internal T As<T>(Func<string, T> read) => At(() => read(Text()));

    /// <summary>What <paramref name="make"/> gives; what a type doesn't take is told with the place.</summary>
    internal T At<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception problem) when (problem is FormatException or ArgumentException)
        {
            // The types know what they take; their words are for people.
            throw new HclException(Place, problem.Message.Split(" (Parameter", 2)[0].Split('\n')[0].TrimEnd('.'));
        }
    }

    /// <summary>The entries of a map whose names are all known, those of <c>x-</c> left out.</summary>
    /// <param name="whose">What the map is, for messages: <c>a health check</c>.</param>
    /// <param name="known">The names.</param>
    /// <param name="refused">Names of Compose that aren't honoured, each with what to do.</param>
    internal IReadOnlyList<(string Key, ComposeNode Value)> Fields(string whose, IReadOnlyCollection<string> known, params ReadOnlySpan<(string Key, string Help)> refused)
    {
        foreach (var entry in Map().Entries)
        {
            var key = entry.Key.Text;
            foreach (var (word, help) in refused)
            {
                if (word == key)
                    throw new HclException(entry.Key.Place, $"'{key}' of {whose} is not supported", help);
            }
            if (!known.Contains(key) && !key.StartsWith("x-", StringComparison.Ordinal))
                throw new HclException(entry.Key.Place, $"{whose} has no '{key}'", Suggestion.Help(key, known) ?? $"it has {string.Join(", ", known)}");
        }
        return [.. Entries.Where(static entry => !entry.Value.IsNothing && !entry.Key.StartsWith("x-", StringComparison.Ordinal))];
    }

    /// <summary>The place of a key.</summary>
    internal SourcePlace PlaceOf(string key) => Map().Entries.First(entry => entry.Key.Text == key).Key.Place;

    internal HclException Refuse(string wanted) => new(value.Place, $"{(name.Contains('\'', StringComparison.Ordinal) ? name : $"'{name}'")} is {wanted}, not {Shown}");

    // What a variable held is not told.
    private string Shown => value is YamlScalar { IsNull: false, Text: var text } && !text.Contains('$', StringComparison.Ordinal) ? $"'{text}'" : value.Kind;

    private YamlMap Map() => value as YamlMap ?? throw Refuse("a map");
}
