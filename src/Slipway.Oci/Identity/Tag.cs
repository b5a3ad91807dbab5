// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Slipway.Oci;

/// <summary>A tag: one word of at most 128 letters, digits, <c>_ . -</c>, not beginning with <c>.</c> or <c>-</c> (distribution-spec).</summary>
public readonly partial record struct Tag
{
    /// <summary>The longest tag, in characters.</summary>
    public const int MaxLength = 128;

    private readonly string? _text;

    private Tag(string text) => _text = text;

    /// <summary>The tag that stands for a name without one: <c>latest</c>.</summary>
    public static Tag Latest { get; } = new("latest");

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();

    /// <summary>Reads a tag.</summary>
    /// <exception cref="FormatException">The text does not follow the grammar.</exception>
    public static Tag Parse(string text) => TryParse(text, out var tag)
        ? tag
        : throw new FormatException($"'{text}' is not a tag; expected at most {MaxLength} letters, digits, '_', '.' or '-', beginning with a letter, digit or '_'.");

    /// <summary>Reads a tag; false when the text does not follow the grammar.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Tag tag)
    {
        tag = default;
        if (text is null || !Grammar().IsMatch(text))
            return false;
        tag = new(text);
        return true;
    }

    /// <summary>The tag as it is written.</summary>
    public override string ToString() => _text ?? throw new InvalidOperationException("A default Tag names nothing.");
}
