// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Check;

/// <summary>What a text must be.</summary>
/// <param name="Kind">How <paramref name="Text"/> is compared.</param>
/// <param name="Text">The text, or the regular expression.</param>
public sealed record TextPattern(TextMatch Kind, string Text)
{
    // An expression from a file may not hang the check.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // No expression that means something finds itself in all of these.
    private static readonly string[] Anything = ["", "\u0001", "qz\nqz", "0"];

    /// <summary>Why the pattern can't be used: an expression that is none, or one that every text satisfies; null if it can.</summary>
    public string? Problem
    {
        get
        {
            try
            {
                if (Kind is TextMatch.Contains or TextMatch.Lacks && Text.Length == 0)
                    return $"every text {(Kind == TextMatch.Contains ? "contains" : "would contain")} an empty one";
                return Kind == TextMatch.Matches && Array.TrueForAll(Anything, Compile().IsMatch) ? $"every text matches '{Text}', which proves nothing" : null;
            }
            catch (ArgumentException)
            {
                return $"'{Text}' is not a regular expression";
            }
        }
    }

    /// <summary>The pattern as what is said of a thing: <c>is 'x'</c>, <c>contains 'x'</c>.</summary>
    public string Clause => Kind switch
    {
        TextMatch.Equals => $"is '{Text}'",
        TextMatch.Contains => $"contains '{Text}'",
        TextMatch.Matches => $"matches /{Text}/",
        _ => $"does not contain '{Text}'",
    };

    /// <summary>Whether <paramref name="found"/> is as it must be. Line ends at the end of both don't count when the whole is compared.</summary>
    /// <exception cref="RegexMatchTimeoutException">The expression took longer than five seconds.</exception>
    public bool Accepts(string found)
    {
        ArgumentNullException.ThrowIfNull(found);
        return Kind switch
        {
            TextMatch.Equals => found.TrimEnd('\n', '\r') == Text.TrimEnd('\n', '\r'),
            TextMatch.Contains => found.Contains(Text, StringComparison.Ordinal),
            TextMatch.Matches => Compile().IsMatch(found),
            _ => !found.Contains(Text, StringComparison.Ordinal),
        };
    }

    /// <summary>The pattern as what a command prints: <c>'x'</c>, <c>something that contains 'x'</c>.</summary>
    public override string ToString() => Kind switch
    {
        TextMatch.Equals => $"'{Text}'",
        TextMatch.Contains => $"something that contains '{Text}'",
        TextMatch.Matches => $"something that matches /{Text}/",
        _ => $"nothing that contains '{Text}'",
    };

    private Regex Compile() => new(Text, RegexOptions.CultureInvariant | RegexOptions.Multiline, Patience);
}
