// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>
/// The patterns of a <c>.dockerignore</c>, or of <c>COPY --exclude</c>: in order, the last that matches a path or a parent of it decides.
/// A walk hands each folder's result to what is in the folder, and may skip a folder that says <see cref="IgnoreResult.CanSkip"/>:
/// <code>
/// var folder = ignore.Check("src", default);
/// var file = ignore.Check("src/a.log", folder);
/// </code>
/// </summary>
public sealed class DockerIgnore
{
    private readonly IgnorePattern[] _patterns;

    private DockerIgnore(IEnumerable<IgnorePattern> patterns, IReadOnlyList<Diagnostic> diagnostics) =>
        (_patterns, Diagnostics) = ([.. patterns], diagnostics);

    /// <summary>No patterns: nothing is ignored.</summary>
    public static DockerIgnore Empty { get; } = new([], []);

    /// <summary>The patterns, in order.</summary>
    public IReadOnlyList<IgnorePattern> Patterns => _patterns;

    /// <summary>The lines that are no patterns; they are left out of <see cref="Patterns"/>.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Reads a file of patterns: a line each; lines that begin with <c>#</c> are comments.</summary>
    public static DockerIgnore Parse(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var lines = new List<Word>();
        for (var line = 1; line <= source.LineCount; line++)
        {
            var word = Word.Create(source, source.GetLine(line));
            if (!word.Text.StartsWith('#'))
                lines.Add(word);
        }
        return FromWords(lines);
    }

    /// <summary>Patterns at hand, such as those of <c>--exclude</c>.</summary>
    public static DockerIgnore FromWords(IEnumerable<Word> patterns)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        var diagnostics = new List<Diagnostic>();
        var created = patterns.Select(pattern => pattern.Trim()).Where(pattern => pattern.Text.Length > 0)
            .Select(pattern => IgnorePattern.Create(pattern, diagnostics)).OfType<IgnorePattern>().ToList();
        return new(created, diagnostics);
    }

    /// <summary>Whether a path is left out, its parents counted.</summary>
    /// <param name="path">Relative to the context, with slashes.</param>
    public bool IsIgnored(string path) => Check(path).IsIgnored;

    /// <summary>What becomes of a path, its parents counted.</summary>
    /// <param name="path">Relative to the context, with slashes; <c>.</c> is never left out.</param>
    public IgnoreResult Check(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var cleaned = ContextPath.Clean(path).TrimStart('/');
        if (cleaned is "" or ".")
            return default;
        var result = default(IgnoreResult);
        for (var slash = cleaned.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = cleaned.IndexOf('/', slash + 1))
            result = Check(cleaned[..slash], result);
        return Check(cleaned, result);
    }

    /// <summary>What becomes of a path in a walk.</summary>
    /// <param name="path">A cleaned path, relative to the context, with slashes.</param>
    /// <param name="parent">The result of its folder; the default at the top.</param>
    public IgnoreResult Check(string path, IgnoreResult parent)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (_patterns.Length == 0)
            return default;
        var matched = new bool[_patterns.Length];
        IgnorePattern? last = null;
        for (var index = 0; index < _patterns.Length; index++)
        {
            var pattern = _patterns[index];
            // A pattern that could change nothing at this point isn't asked, nor counted as matched for what is below (as in moby).
            var isIgnored = last is { IsException: false };
            matched[index] = parent.Matched?[index] == true || (pattern.IsException == isIgnored && pattern.Matches(path));
            if (matched[index])
                last = pattern;
        }
        var canSkip = last is { IsException: false } && !Array.Exists(_patterns, pattern => pattern.IsException && pattern.MayMatchBelow(path));
        return new(matched, last, canSkip);
    }
}
