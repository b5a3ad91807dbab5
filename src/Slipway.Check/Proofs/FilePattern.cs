// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Check;

/// <summary>A path of a claim: the directory that its plain words name, and what is looked for below it.</summary>
internal sealed class FilePattern
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private const int LongestName = 255, LongestPath = 4096; // as Linux has it
    private readonly Regex? _regex;

    private FilePattern(string directory, string rest) =>
        (Directory, Rest, _regex) = (
            directory, rest,
            IsPattern(rest) ? new Regex(Translate(rest), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Patience) : null);

    /// <summary>The directory, without slashes at its ends; empty for the root.</summary>
    internal string Directory { get; }

    /// <summary>What is looked for below: one name, or a pattern; empty for the root itself.</summary>
    internal string Rest { get; }

    /// <summary>Why no path of an image could match, or why every image has one that does; null where the pattern says something.</summary>
    internal static string? FindProblem(string path)
    {
        if (!path.StartsWith('/'))
            return $"'{path}' is not an absolute path";
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (Array.TrueForAll(parts, part => part.AsSpan().Trim('*').IsEmpty))
            return $"every image has a '{path}'";
        if (Array.Exists(parts, part => part is "." or ".."))
            return $"no path of an image has '.' or '..' in it, as '{path}' does";
        if (path.Contains('\0', StringComparison.Ordinal) || path.Length > LongestPath || Array.Exists(parts, part => Encoding.UTF8.GetByteCount(part) > LongestName))
            return $"no file can have a name of more than {LongestName} bytes, a path of more than {LongestPath}, or a NUL in it";
        try
        {
            _ = Parse(path);
            return null;
        }
        catch (ArgumentException)
        {
            return $"'{path}' has a set of characters in brackets that is none";
        }
    }

    internal static bool IsPattern(string path) => path.AsSpan().IndexOfAny('*', '?', '[') >= 0;

    internal static FilePattern Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var plain = Array.FindIndex(parts, IsPattern);
        var directories = plain < 0 ? Math.Max(parts.Length - 1, 0) : plain;
        return new(string.Join('/', parts[..directories]), string.Join('/', parts[directories..]));
    }

    /// <summary>Whether a path below the directory matches.</summary>
    internal bool Matches(string path) => _regex!.IsMatch(path);

    // '**' spans directories, '*' and '?' stay in one; a '[' that is never closed is itself.
    private static string Translate(string pattern)
    {
        var text = new StringBuilder(@"\A");
        for (var at = 0; at < pattern.Length; at++)
        {
            switch (pattern[at])
            {
                case '*' when pattern.AsSpan(at).StartsWith("**/"):
                    text.Append("(?:[^/]+/)*");
                    at += 2;
                    break;
                case '*' when pattern.AsSpan(at).StartsWith("**"):
                    text.Append(".*");
                    at++;
                    break;
                case '*':
                    text.Append("[^/]*");
                    break;
                case '?':
                    text.Append("[^/]");
                    break;
                case '[' when pattern.IndexOf(']', at + 2) is > 0 and var close && pattern.IndexOf('/', at, close - at) < 0:
                    var set = pattern[(at + 1)..close].Replace(@"\", @"\\", StringComparison.Ordinal).Replace("[", @"\[", StringComparison.Ordinal);
                    text.Append('[').Append(set[0] is '!' or '^' ? "^" + set[1..] : set).Append(']');
                    at = close;
                    break;
                default:
                    text.Append(Regex.Escape(pattern[at].ToString()));
                    break;
            }
        }
        return text.Append(@"\z").ToString();
    }
}
