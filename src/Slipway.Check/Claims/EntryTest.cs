// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>What is claimed of an entry of a map, such as a label: that it is there, that it isn't, or what its text is.</summary>
public sealed record EntryTest
{
    private EntryTest(Presence presence, TextPattern? text) => (Presence, Text) = (presence, text);

    /// <summary>The entry is there, whatever its text.</summary>
    public static EntryTest Present { get; } = new(Presence.Present, null);

    /// <summary>There is no such entry.</summary>
    public static EntryTest Absent { get; } = new(Presence.Absent, null);

    /// <summary>Whether the entry is there.</summary>
    public Presence Presence { get; }

    /// <summary>What its text must be; null says nothing of that.</summary>
    public TextPattern? Text { get; }

    /// <summary>The entry's text is exactly this.</summary>
    public static EntryTest Is(string text) => That(new(TextMatch.Equals, text));

    /// <summary>The entry's text satisfies a pattern.</summary>
    public static EntryTest That(TextPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return new(Presence.Present, pattern);
    }

    internal string Describe(string what, string name) =>
        Text is { } text ? $"{what} '{name}' {text.Clause}" : Presence == Presence.Present ? $"there is a {what} '{name}'" : $"there is no {what} '{name}'";
}
