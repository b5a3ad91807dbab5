// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Fleet;

/// <summary>Names with wildcards, as Bake has them: <c>*</c> for any characters, <c>?</c> for one, <c>[abc]</c>, <c>[a-c]</c> and <c>[^abc]</c> for one of a set.</summary>
internal static class TargetPattern
{
    internal static bool HasWildcard(string text) => text.AsSpan().IndexOfAny('*', '?', '[') >= 0;

    /// <summary>Whether a name is what the pattern says; a set that is not closed matches nothing.</summary>
    internal static bool Matches(string pattern, string name)
    {
        if (!HasWildcard(pattern))
            return pattern == name;
        var expression = new StringBuilder("\\A");
        for (var at = 0; at < pattern.Length; at++)
        {
            switch (pattern[at])
            {
                case '*':
                    expression.Append(".*");
                    break;
                case '?':
                    expression.Append('.');
                    break;
                case '[' when pattern.IndexOf(']', at + 2 < pattern.Length ? at + 2 : at) is > 0 and var end:
                    var set = pattern[(at + 1)..end];
                    expression.Append(set[0] == '^' ? "[^" : "[").Append(set.TrimStart('^').Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal)).Append(']');
                    at = end;
                    break;
                case '[':
                    return false;
                case var character:
                    expression.Append(Regex.Escape(character.ToString()));
                    break;
            }
        }
        try
        {
            return Regex.IsMatch(name, expression.Append("\\z").ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (ArgumentException)
        {
            return false; // a set whose range runs backwards
        }
    }
}
