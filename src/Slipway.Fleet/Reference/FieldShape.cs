// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What a field of a fleet file holds. The kinds are closed: they are in this file.</summary>
/// <param name="Says">What it is, for people: <c>a text</c>.</param>
internal abstract record FieldShape(string Says)
{
    /// <summary>A text; what YAML takes for a number or a switch is one too.</summary>
    internal static TextShape Text { get; } = new("a text");

    /// <summary>A text that may be empty.</summary>
    internal static TextShape AnyText { get; } = new("a text") { MayBeEmpty = true };

    /// <summary>One text or a list of them.</summary>
    internal static TextsShape Texts { get; } = new("a text, or a list of them", Text);

    /// <summary><c>true</c> or <c>false</c>.</summary>
    internal static SwitchShape Switch { get; } = new("true or false");

    /// <summary>A map of texts.</summary>
    internal static MapShape TextMap { get; } = new("a map of names to texts", AnyText);

    /// <summary>A map of texts in which a key without a value takes away what was under it.</summary>
    internal static MapShape UnsettingMap { get; } = TextMap with { Says = "a map of names to texts; a name without a value takes one away that was inherited", MayUnset = true };

    /// <summary>A text that a shell reads, or a list of words.</summary>
    internal static CommandShape Command { get; } = new("a command: a list of words, or a text for a shell");

    /// <summary>One of some words.</summary>
    internal static TextShape OneOf(params string[] words) => new(string.Join(", ", words.Select(static word => $"`{word}`"))) { Words = words };

    /// <summary>A text of a form.</summary>
    internal static TextShape Like(string says, string pattern) => new(says) { Pattern = pattern };

    /// <summary>Fields of their own.</summary>
    internal static FieldsShape Of(FieldSet fields) => new($"[{fields.Title}](#{FieldSet.AnchorOf(fields.Title)})", fields);
}

/// <summary>A text.</summary>
internal sealed record TextShape(string Says) : FieldShape(Says)
{
    /// <summary>The regular expression that it matches, without its ends; null is any.</summary>
    internal string? Pattern { get; init; }

    /// <summary>The words that it is one of; none is any.</summary>
    internal IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Whether it may be empty.</summary>
    internal bool MayBeEmpty { get; init; }
}

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed record SwitchShape(string Says) : FieldShape(Says);

/// <summary>One text or a list of them.</summary>
internal sealed record TextsShape(string Says, TextShape Item) : FieldShape(Says);

/// <summary>A command.</summary>
internal sealed record CommandShape(string Says) : FieldShape(Says);

/// <summary>A map of names that the file chooses.</summary>
internal sealed record MapShape(string Says, FieldShape Item) : FieldShape(Says)
{
    /// <summary>The regular expression that its names match, without its ends; null is any.</summary>
    internal string? Names { get; init; }

    /// <summary>Whether a name may have no value.</summary>
    internal bool MayUnset { get; init; }

    /// <summary>The fewest entries.</summary>
    internal int Least { get; init; }
}

/// <summary>A list.</summary>
internal sealed record ListShape(string Says, FieldShape Item) : FieldShape(Says)
{
    /// <summary>The fewest entries.</summary>
    internal int Least { get; init; } = 1;
}

/// <summary>Fields that are known by name.</summary>
internal sealed record FieldsShape(string Says, FieldSet Fields) : FieldShape(Says);

/// <summary>One of several shapes.</summary>
internal sealed record EitherShape(string Says, params IReadOnlyList<FieldShape> Shapes) : FieldShape(Says);
