// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Dockerfile;
using Slipway.Native;

namespace Slipway.Fleet;

/// <summary>What the <c>.gitignore</c> files on the way to a folder leave out. Their patterns are read as the ones of <c>.dockerignore</c> that mean the same.</summary>
internal sealed class GitIgnore
{
    private const int MaxSize = 256 * 1024;
    private readonly string _patterns;
    private readonly DockerIgnore _ignore;

    private GitIgnore(string patterns) => (_patterns, _ignore) = (patterns, DockerIgnore.Parse(SourceText.From(".gitignore", patterns)));

    /// <summary>Nothing is left out.</summary>
    internal static GitIgnore None { get; } = new("");

    /// <summary>With what a folder's own file says.</summary>
    internal GitIgnore With(string folder, string way)
    {
        var file = new FileInfo(Path.Combine(folder, ".gitignore"));
        if (LinuxFile.TryGetStatus(file.FullName) is not { Type: FileType.RegularFile } || file.Length > MaxSize)
            return this;
        var patterns = new StringBuilder(_patterns);
        foreach (var line in Lines(file))
        {
            if (Translate(line.Trim(), way) is { } pattern)
                patterns.Append(pattern).Append('\n');
        }
        return new(patterns.ToString());
    }

    // What cannot be read leaves nothing out.
    private static string[] Lines(FileInfo file)
    {
        try
        {
            return Encoding.UTF8.GetString(LinuxFile.ReadAll(file.FullName, MaxSize)).ReplaceLineEndings("\n").Split('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    internal bool Ignores(string way) => _ignore.IsIgnored(way);

    // A pattern with a slash before its end starts from its own folder; another one matches at any depth.
    private static string? Translate(string line, string way)
    {
        if (line.Length == 0 || line.StartsWith('#'))
            return null;
        var exception = line.StartsWith('!') ? "!" : "";
        var pattern = line[exception.Length..].TrimEnd('/');
        if (pattern.Length == 0)
            return null;
        var anchored = pattern.Contains('/', StringComparison.Ordinal);
        var below = way.Length == 0 ? "" : way + "/";
        return $"{exception}{below}{(anchored ? pattern.TrimStart('/') : "**/" + pattern)}";
    }
}
