// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Check;

/// <summary>What the output of a command must be.</summary>
/// <param name="Kind">How <paramref name="Text"/> is compared.</param>
/// <param name="Text">The text, or the regular expression.</param>
public sealed record OutputPattern(OutputMatch Kind, string Text)
{
    // An expression from a file may not hang the check.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether the text is a regular expression that can be compiled; true for the other kinds.</summary>
    public bool IsWellFormed
    {
        get
        {
            try
            {
                return Kind != OutputMatch.Matches || Compile() is not null;
            }
            catch (ArgumentException)
            {
                return false;
            }
        }
    }

    /// <summary>Whether <paramref name="output"/> is as it must be. Line ends at the end of both don't count when the whole is compared.</summary>
    /// <exception cref="RegexMatchTimeoutException">The expression took longer than five seconds.</exception>
    public bool Accepts(string output) => Kind switch
    {
        OutputMatch.Equals => output.TrimEnd('\n', '\r') == Text.TrimEnd('\n', '\r'),
        OutputMatch.Contains => output.Contains(Text, StringComparison.Ordinal),
        _ => Compile().IsMatch(output),
    };

    /// <summary>The pattern as a clause.</summary>
    public override string ToString() => Kind switch
    {
        OutputMatch.Equals => $"'{Text}'",
        OutputMatch.Contains => $"something that contains '{Text}'",
        _ => $"something that matches /{Text}/",
    };

    private Regex Compile() => new(Text, RegexOptions.CultureInvariant | RegexOptions.Multiline, Patience);
}
