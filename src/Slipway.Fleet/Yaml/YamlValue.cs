// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>A value of a YAML file with its place. The kinds are closed: they are in this file.</summary>
internal abstract class YamlValue(SourcePlace place)
{
    /// <summary>Where it stands; a value that an alias names stands where its anchor is.</summary>
    internal SourcePlace Place { get; } = place;

    /// <summary>Its tag, of those that its reader was told of, such as <c>!reset</c>; null for none.</summary>
    internal string? Tag { get; init; }

    /// <summary>What it is, for messages: <c>a list</c>.</summary>
    internal abstract string Kind { get; }
}

/// <summary>A scalar, as text: YAML's own types of plain scalars are not ours, so that <c>1.10</c> stays <c>1.10</c>.</summary>
internal sealed class YamlScalar(SourcePlace place, string text, YamlQuoting quoting) : YamlValue(place)
{
    internal string Text { get; } = text;

    /// <summary>Whether it is YAML's null: nothing, <c>~</c> or <c>null</c> without quotes.</summary>
    internal bool IsNull => quoting == YamlQuoting.Plain && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>Whether it is written without quotes, so that others than we read numbers in it.</summary>
    internal bool IsPlain => quoting == YamlQuoting.Plain;

    internal override string Kind => IsNull ? "nothing" : "a text";
}

/// <summary>A list.</summary>
internal sealed class YamlList(SourcePlace place, IReadOnlyList<YamlValue> items) : YamlValue(place)
{
    internal IReadOnlyList<YamlValue> Items { get; } = items;

    internal override string Kind => "a list";
}

/// <summary>A map, its entries in the order of the file; no key twice.</summary>
internal sealed class YamlMap(SourcePlace place, IReadOnlyList<YamlEntry> entries) : YamlValue(place)
{
    internal IReadOnlyList<YamlEntry> Entries { get; } = entries;

    internal override string Kind => "a map";
}

/// <summary>A key of a map and its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlValue Value);
