// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Images;

/// <summary>A pattern of names as Docker matches them: <c>*</c>, <c>?</c>, <c>[…]</c> and <c>\</c> within one part between slashes (Go's path.Match).</summary>
internal sealed class ReferencePattern
{
    private readonly Regex _regex;

    private ReferencePattern(Regex regex) => _regex = regex;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="CommandException">It is none.</exception>
    public static ReferencePattern Parse(string pattern)
    {
        var regex = new StringBuilder(@"\A");
        for (var at = 0; at < pattern.Length; at++)
        {
            switch (pattern[at])
            {
                case '*':
                    regex.Append("[^/]*");
                    break;
                case '?':
                    regex.Append("[^/]");
                    break;
                case '[':
                    at = AppendClass(regex, pattern, at);
                    break;
                case '\\':
                    if (++at == pattern.Length)
                        throw CommandException.Usage($"the pattern '{pattern}' ends in a backslash.", "write '\\\\' for a backslash");
                    regex.Append(Regex.Escape(pattern[at].ToString()));
                    break;
                case var plain:
                    regex.Append(Regex.Escape(plain.ToString()));
                    break;
            }
        }
        return new(new(regex.Append(@"\z").ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking));
    }

    /// <summary>Whether a name is meant, in its short form or its long one, with its tag or without.</summary>
    public bool Matches(ImageReference name) =>
        _regex.IsMatch(name.Familiar) || _regex.IsMatch(name.FamiliarName) || _regex.IsMatch(name.ToString()) || _regex.IsMatch(name.Name);

    // [a-z], [^a-z], with escapes.
    private static int AppendClass(StringBuilder regex, string pattern, int open)
    {
        var at = open + 1;
        regex.Append('[');
        if (at < pattern.Length && pattern[at] == '^')
        {
            regex.Append('^');
            at++;
        }
        var first = at;
        while (at < pattern.Length && (pattern[at] != ']' || at == first))
        {
            if (pattern[at] == '-' && at > first)
                regex.Append(pattern[at++]);
            else
            {
                at += pattern[at] == '\\' ? 1 : 0;
                if (at < pattern.Length)
                    regex.Append($"\\u{(int)pattern[at++]:x4}");
            }
        }
        if (at >= pattern.Length || pattern[at - 1] == '-')
            throw CommandException.Usage($"the '[' at character {open + 1} of the pattern '{pattern}' is not closed.", "write '[a-z]', or '\\[' for a bracket");
        regex.Append(']');
        return at;
    }
}
