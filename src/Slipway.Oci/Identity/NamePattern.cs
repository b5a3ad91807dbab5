// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Oci;

/// <summary>
/// A pattern of repository names or tags, matched against the whole name: <c>*</c> stands for any letters but a slash, <c>**</c> for any letters, and
/// <c>?</c> for one letter but a slash. Everything else stands for itself.
/// </summary>
public sealed class NamePattern : IEquatable<NamePattern>
{
    private const int MaxLength = 256;
    private readonly string _text;

    private NamePattern(string text) => _text = text;

    /// <summary>Every name.</summary>
    public static NamePattern Any { get; } = new("**");

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">The text is empty, too long, or holds letters that no name has.</exception>
    public static NamePattern Parse(string text) => TryParse(text, out var pattern)
        ? pattern
        : throw new FormatException($"'{text}' is no pattern of names; expected 1 to {MaxLength} of the letters that names have, with '*', '**' and '?' for any.");

    /// <summary>Reads a pattern; false where the text is empty, too long, or holds letters that no name has.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out NamePattern? pattern)
    {
        pattern = text is { Length: > 0 and <= MaxLength } && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || "._-/*?".Contains(letter, StringComparison.Ordinal)) ? new(text) : null;
        return pattern is not null;
    }

    /// <summary>Whether it stands for a name.</summary>
    public bool Matches(string name)
    {
        // Linear but for the way back to the last star, so that no pattern takes long.
        int at = 0, from = 0, star = -1, starEnd = 0, starName = 0, pair = -1, pairEnd = 0, pairName = 0;
        while (from < name.Length)
        {
            if (at < _text.Length && _text[at] == '*')
            {
                var end = at;
                while (end < _text.Length && _text[end] == '*')
                    end++;
                if (end - at > 1)
                    (pair, pairEnd, pairName, star) = (at, end, from, -1);
                else
                    (star, starEnd, starName) = (at, end, from);
                at = end;
            }
            else if (at < _text.Length && (_text[at] == name[from] || (_text[at] == '?' && name[from] != '/')))
            {
                (at, from) = (at + 1, from + 1);
            }
            else if (star >= 0 && name[starName] != '/')
            {
                (at, from) = (starEnd, ++starName);
            }
            else if (pair >= 0)
            {
                (at, from, star) = (pairEnd, ++pairName, -1);
            }
            else
            {
                return false;
            }
        }
        return _text.AsSpan(at).TrimStart('*').IsEmpty;
    }

    /// <inheritdoc/>
    public bool Equals(NamePattern? other) => other is not null && other._text == _text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NamePattern);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The pattern as it was written.</summary>
    public override string ToString() => _text;
}
