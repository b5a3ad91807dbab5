// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>A part of a Compose file, asked for as what it must be, with its variables filled in.</summary>
internal sealed class ComposeNode(YamlValue value, string name, ComposeVariables variables)
{
    internal SourcePlace Place => value.Place;

    internal bool IsText => value is YamlScalar { IsNull: false };

    internal bool IsNothing => value is YamlScalar { IsNull: true };

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
        .. new ComposeNode(value is YamlList list ? ComposeMerge.AsMap(list) : value, name, variables).Entries.Select(static entry => KeyValuePair.Create(entry.Key, entry.Value.IsNothing ? null : entry.Value.Written())),
    ];

    internal HclException Refuse(string wanted) => new(value.Place, $"{(name.Contains('\'', StringComparison.Ordinal) ? name : $"'{name}'")} is {wanted}, not {value.Kind}");

    private YamlMap Map() => value as YamlMap ?? throw Refuse("a map");
}
