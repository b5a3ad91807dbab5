// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Build;

/// <summary>
/// Patterns of sources, as Go's filepath.Match: <c>*</c> and <c>?</c> stay within one part of a path, <c>**</c> crosses parts where that is allowed, and
/// <c>[…]</c> takes a <c>/</c> like any other character, as Go's does.
/// </summary>
internal sealed class GoPattern
{
    private readonly Regex _regex;

    private GoPattern(Regex regex) => _regex = regex;

    public static bool HasWildcard(string text) => text.AsSpan().IndexOfAny("*?[\\") >= 0;

    /// <summary>The folders before the first part with a wildcard; matches are looked for below them.</summary>
    public static string LiteralPrefix(string path)
    {
        var parts = path.Split('/').TakeWhile(static part => !HasWildcard(part));
        return TreePath.Normalize(string.Join('/', parts));
    }

    /// <summary>Reads a pattern of absolute paths.</summary>
    /// <exception cref="StepException">It is malformed.</exception>
    public static GoPattern Parse(string pattern, bool crossesFolders)
    {
        var expression = new StringBuilder(@"\A");
        for (var index = 0; index < pattern.Length; index++)
        {
            switch (pattern[index])
            {
                case '*' when crossesFolders && pattern.AsSpan(index).StartsWith("**"):
                    index++;
                    if (index + 1 < pattern.Length && pattern[index + 1] == '/')
                        index++;
                    expression.Append(pattern[index] == '/' ? "(?:.*/)?" : ".*");
                    break;
                case '*':
                    expression.Append("[^/]*");
                    break;
                case '?':
                    expression.Append("[^/]");
                    break;
                case '[':
                    index = AppendClass(expression, pattern, index);
                    break;
                case '\\' when index + 1 < pattern.Length:
                    expression.Append(Regex.Escape(pattern[++index].ToString()));
                    break;
                case '\\':
                    throw new StepException($"the pattern '{pattern}' ends in '\\', which has nothing to escape");
                default:
                    expression.Append(Regex.Escape(pattern[index].ToString()));
                    break;
            }
        }
        try
        {
            // Not backtracking: the time is linear in the path, whatever the pattern.
            return new(new Regex(expression.Append(@"\z").ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline));
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException)
        {
            throw new StepException($"the pattern '{pattern}' has a range that ends before it begins, or is too large", problem);
        }
    }

    public bool Matches(string path) => _regex.IsMatch(path);

    private static int AppendClass(StringBuilder expression, string pattern, int start)
    {
        var index = start + 1;
        expression.Append('[');
        if (index < pattern.Length && pattern[index] == '^')
        {
            expression.Append('^');
            index++;
        }
        for (var count = 0; index < pattern.Length; count++)
        {
            if (pattern[index] == ']' && count > 0)
            {
                expression.Append(']');
                return index;
            }
            if (pattern[index] == '\\' && index + 1 < pattern.Length)
                index++;
            var character = pattern[index++];
            expression.Append(character is '-' && count > 0 && index < pattern.Length && pattern[index] != ']' ? "-" : Escape(character));
        }
        throw new StepException($"the pattern '{pattern}' has a '[' without its ']'");
    }

    private static string Escape(char character) => character is '\\' or ']' or '[' or '^' or '-' ? "\\" + character : character.ToString();
}
