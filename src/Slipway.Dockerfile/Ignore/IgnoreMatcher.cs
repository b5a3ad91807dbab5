// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Dockerfile;

/// <summary>
/// Matches paths against one pattern as moby/patternmatcher does, its quirks included: <c>**</c> at the very beginning of a pattern
/// without other wildcards matches any path that ends as the rest of the pattern.
/// </summary>
internal sealed class IgnoreMatcher
{
    // One character, be it one UTF-16 unit or two: the first of two never stands for itself.
    private const string Pair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";
    private const string AnyCharacter = $@"(?:{Pair}|[^/\uD800-\uDBFF])";
    private const string NegatedClass = $@"(?:{Pair}|[^\uD800-\uDBFF";

    private static readonly SearchValues<char> Wild = SearchValues.Create("*?[]\\");
    private static readonly SearchValues<char> Escaped = SearchValues.Create(".+()|{}$");

    private readonly string _literal;
    private readonly Kind _kind;
    private readonly Regex? _regex;
    private readonly string _suffix = "";

    private IgnoreMatcher(string pattern, Kind kind, Regex? regex)
    {
        (_kind, _regex) = (kind, regex);
        _literal = kind switch
        {
            Kind.Prefix => pattern[..^2],
            Kind.Suffix => pattern[2..],
            Kind.Exact => pattern,
            _ => pattern[..Math.Max(0, pattern.AsSpan().IndexOfAny(Wild))],
        };
        // '^' has a meaning in the expression, so what stands around it is no plain text.
        if (kind == Kind.Regex && !pattern.AsSpan().ContainsAny('^', '\\'))
            _suffix = pattern[(pattern.AsSpan().LastIndexOfAny(Wild) + 1)..];
        if (kind == Kind.Regex && _suffix.StartsWith('/'))
            _suffix = _suffix[1..];
        if (pattern.Contains('^', StringComparison.Ordinal) && kind == Kind.Regex)
            _literal = "";
    }

    private enum Kind
    {
        Exact,
        Prefix,
        Suffix,
        Regex,
    }

    /// <summary>The matcher of a cleaned pattern; null if the pattern is malformed.</summary>
    internal static IgnoreMatcher? Create(string pattern)
    {
        if (!IsWellFormed(pattern))
            return null;
        var kind = Translate(pattern, out var expression);
        if (kind != Kind.Regex)
            return new(pattern, kind, null);
        try
        {
            // Not backtracking: the time is linear in the path, whatever the pattern.
            return new(pattern, kind, new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    internal bool Matches(string path) => _kind switch
    {
        Kind.Exact => path == _literal,
        Kind.Prefix => path.StartsWith(_literal, StringComparison.Ordinal),
        Kind.Suffix => path.EndsWith(_literal, StringComparison.Ordinal) || (_literal.StartsWith('/') && path.AsSpan().SequenceEqual(_literal.AsSpan(1))),
        _ => path.StartsWith(_literal, StringComparison.Ordinal) && path.EndsWith(_suffix, StringComparison.Ordinal) && _regex!.IsMatch(path),
    };

    internal bool MayMatchBelow(string folder) => _kind switch
    {
        Kind.Exact => IsBelow(_literal, folder),
        Kind.Suffix => true,
        _ => _literal.StartsWith(folder + "/", StringComparison.Ordinal) || (folder + "/").StartsWith(_literal, StringComparison.Ordinal),
    };

    private static bool IsBelow(string path, string folder) =>
        path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal);

    /// <summary>The regular expression, and whether the pattern can do without it.</summary>
    private static Kind Translate(string pattern, out string expression)
    {
        var result = new StringBuilder("^");
        var kind = Kind.Exact;
        var (inClass, isNegated) = (false, false);
        for (var index = 0; index < pattern.Length; index++)
        {
            var (first, character) = (index == 0, pattern[index]);
            switch (character)
            {
                case '*' when index + 1 < pattern.Length && pattern[index + 1] == '*':
                    index++;
                    if (index + 1 < pattern.Length && pattern[index + 1] == '/')
                        index++;
                    var last = index + 1 == pattern.Length;
                    result.Append(last ? ".*" : "(.*/)?");
                    kind = first ? Kind.Suffix : last && kind == Kind.Exact ? Kind.Prefix : Kind.Regex;
                    break;
                case '*':
                    result.Append("[^/]*");
                    kind = Kind.Regex;
                    break;
                case '?':
                    result.Append(AnyCharacter);
                    kind = Kind.Regex;
                    break;
                case '\\':
                    // A pattern doesn't end in an escape: it would not be well-formed.
                    var escaped = pattern[++index];
                    result.Append(char.IsAsciiLetterOrDigit(escaped) ? $"\\{escaped}" : Regex.Escape(escaped.ToString()));
                    kind = Kind.Regex;
                    break;
                case '[' when !inClass:
                    inClass = true;
                    isNegated = index + 1 < pattern.Length && pattern[index + 1] == '^';
                    result.Append(isNegated ? NegatedClass : "[");
                    index += isNegated ? 1 : 0;
                    kind = Kind.Regex;
                    break;
                case ']' when inClass:
                    result.Append(isNegated ? "])" : "]");
                    inClass = false;
                    break;
                case '[' or ']':
                    result.Append(character);
                    kind = Kind.Regex;
                    break;
                default:
                    result.Append(Escaped.Contains(character) ? "\\" : "").Append(character);
                    break;
            }
        }
        expression = result.Append(@"\z").ToString();
        return kind;
    }

    // The syntax of Go's filepath.Match: a class holds at least one character or range, and an escape has something to escape.
    private static bool IsWellFormed(string pattern)
    {
        for (var index = 0; index < pattern.Length; index++)
        {
            if (pattern[index] == '\\')
            {
                if (++index == pattern.Length)
                    return false;
            }
            else if (pattern[index] == '[' && !SkipClass(pattern, ref index))
            {
                return false;
            }
        }
        return true;
    }

    private static bool SkipClass(string pattern, ref int index)
    {
        index++;
        if (index < pattern.Length && pattern[index] == '^')
            index++;
        for (var ranges = 0; index < pattern.Length; ranges++)
        {
            if (pattern[index] == ']' && ranges > 0)
                return true;
            if (!SkipCharacter(pattern, ref index))
                return false;
            if (index < pattern.Length && pattern[index] == '-')
            {
                index++;
                if (!SkipCharacter(pattern, ref index))
                    return false;
            }
        }
        return false;
    }

    private static bool SkipCharacter(string pattern, ref int index)
    {
        if (index >= pattern.Length || pattern[index] is '-' or ']')
            return false;
        if (pattern[index] == '\\' && ++index == pattern.Length)
            return false;
        index++;
        return true;
    }
}
