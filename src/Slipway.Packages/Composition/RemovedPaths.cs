// SPDX-License-Identifier: Apache-2.0
using System.IO.Enumeration;

namespace Slipway.Packages;

/// <summary>What of packages' files stays out of an image: kinds of files by their word, or paths.</summary>
public sealed class RemovedPaths
{
    private static readonly Dictionary<string, string[]> Kinds = new(StringComparer.Ordinal)
    {
        ["docs"] = ["usr/share/doc/*/*", "usr/share/info/*", "usr/share/lintian/*", "usr/share/linda/*", "usr/share/doc-base/*"],
        ["man"] = ["usr/share/man/*"],
        ["locales"] = ["usr/share/locale/*"],
        ["copyright"] = ["usr/share/doc/*/copyright"],
    };

    private readonly SortedSet<string> _words;
    private readonly HashSet<string> _unused;

    private RemovedPaths(SortedSet<string> words) => (_words, _unused) = (words, [.. words.Where(static word => word[0] == '/')]);

    /// <summary>Documentation, manual pages and translations.</summary>
    public static RemovedPaths Default { get; } = Parse(["docs", "man", "locales"]);

    /// <summary>Nothing.</summary>
    public static RemovedPaths None { get; } = Parse([]);

    /// <summary>The words for kinds of files.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Kinds.Keys];

    /// <summary>Reads words and absolute paths, in which <c>*</c> stands for anything; what is below a path goes with it.</summary>
    /// <exception cref="FormatException">One is neither.</exception>
    public static RemovedPaths Parse(IEnumerable<string> words)
    {
        var set = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            if (!Kinds.ContainsKey(word) && (word.Length < 2 || word[0] != '/' || word.Split('/').Contains("..")))
                throw new FormatException($"'{word}' is neither a kind of files ({string.Join(", ", Words)}) nor an absolute path.");
            set.Add(word.TrimEnd('/'));
        }
        return new(set);
    }

    /// <summary>The words, in order.</summary>
    public override string ToString() => string.Join(' ', _words);

    /// <summary>The same as dpkg's settings say it (dpkg.cfg(5)).</summary>
    internal IEnumerable<string> DpkgSettings
    {
        get
        {
            foreach (var word in _words)
            {
                foreach (var pattern in word[0] == '/' ? [word[1..], word[1..] + "/*"] : Kinds[word])
                    yield return $"path-exclude=/{pattern}";
            }
            if (_words.Contains("docs") && !_words.Contains("copyright"))
                yield return "path-include=/usr/share/doc/*/copyright";
        }
    }

    /// <summary>A copy that has removed nothing yet.</summary>
    internal RemovedPaths Fresh() => new(_words);

    /// <summary>The paths that nothing was removed for.</summary>
    internal IEnumerable<string> Unused => _unused.Order(StringComparer.Ordinal);

    /// <summary>Whether a path stays out.</summary>
    /// <param name="path">The path, without a slash at its beginning.</param>
    /// <param name="isDirectory">Whether it is a directory.</param>
    internal bool Holds(string path, bool isDirectory)
    {
        foreach (var word in _words)
        {
            if (word[0] == '/')
            {
                if (Matches(word[1..], path) || Matches(word[1..] + "/*", path))
                {
                    _unused.Remove(word);
                    return true;
                }
            }
            else if (Kinds[word].Any(pattern => Matches(pattern, path)) && !(word == "docs" && IsCopyright(path, isDirectory)))
            {
                return true;
            }
        }
        return false;
    }

    // Licences ask that they stay, unless they are named themselves.
    private static bool IsCopyright(string path, bool isDirectory) => !isDirectory && Matches("usr/share/doc/*/copyright", path) && path.Count(static character => character == '/') == 4;

    // A '*' goes over slashes.
    private static bool Matches(string pattern, string path) => FileSystemName.MatchesSimpleExpression(pattern, path, ignoreCase: false);
}
