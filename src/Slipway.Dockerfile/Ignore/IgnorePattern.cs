// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>One pattern of a <see cref="DockerIgnore"/>.</summary>
public sealed class IgnorePattern
{
    private readonly IgnoreMatcher _matcher;

    private IgnorePattern(string text, bool isException, Word written, IgnoreMatcher matcher) =>
        (Text, IsException, Written, _matcher) = (text, isException, written, matcher);

    /// <summary>The pattern, cleaned: without <c>!</c>, a leading <c>/</c>, and <c>.</c> and <c>..</c>.</summary>
    public string Text { get; }

    /// <summary>Whether it begins with <c>!</c>: what it matches is not ignored after all.</summary>
    public bool IsException { get; }

    /// <summary>The line as written, without blanks around it.</summary>
    public Word Written { get; }

    /// <summary>Whether the pattern matches this very path; parents aren't asked.</summary>
    /// <param name="path">A cleaned path with slashes, relative to the context.</param>
    internal bool Matches(string path) => _matcher.Matches(path);

    /// <summary>Whether the pattern could match something below a folder. True where it isn't certain that it doesn't.</summary>
    internal bool MayMatchBelow(string folder) => _matcher.MayMatchBelow(folder);

    /// <summary>Makes a pattern of a line that is neither empty nor a comment; null, with the problem reported, if it is none.</summary>
    internal static IgnorePattern? Create(Word line, ICollection<Diagnostic> diagnostics)
    {
        var text = Normalize(line.Text);
        if (text == "!")
        {
            diagnostics.Add(Diagnostic.Error(line.Source, line.Span, "'!' stands without a pattern", "write what is not to be ignored behind it"));
            return null;
        }
        var isException = text[0] == '!';
        var pattern = isException ? text[1..] : text;
        if (IgnoreMatcher.Create(pattern) is { } matcher)
            return new(pattern, isException, line, matcher);
        diagnostics.Add(Diagnostic.Error(line.Source, line.Span, $"'{line.Text}' is not a pattern",
            "a '[' needs its ']' with something in between, and a '\\' something after it"));
        return null;
    }

    // Moby cleans twice, once when it reads the file and once when it makes the matcher, and the second sees what the first uncovered.
    private static string Normalize(string line)
    {
        var isException = line[0] == '!';
        var text = isException ? line[1..].Trim() : line;
        if (text.Length > 0)
            text = ContextPath.Clean(text);
        if (text.Length > 1 && text[0] == '/')
            text = text[1..];
        return ContextPath.Clean((isException ? "!" + text : text).Trim());
    }
}
