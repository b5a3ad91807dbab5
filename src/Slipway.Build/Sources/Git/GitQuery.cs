// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Reads what follows the question mark of a git address: <c>ref tag branch subdir checksum commit keep-git-dir submodules mtime fetch-by-commit</c>.</summary>
internal static class GitQuery
{
    private static readonly string[] Names = ["ref", "tag", "branch", "subdir", "checksum", "commit", "keep-git-dir", "submodules", "mtime", "fetch-by-commit"];

    /// <summary>The source with what the query says of it.</summary>
    /// <exception cref="FormatException">The query says what no query may, or another thing than the fragment does.</exception>
    public static GitSource Apply(GitSource source, string query)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Unescape(equals < 0 ? pair : pair[..equals]);
            if (!Names.Contains(name))
                throw new FormatException($"'{name}' is none of {string.Join(", ", Names)}");
            if (!seen.Add(name))
                throw new FormatException($"'{name}' stands twice");
            source = Apply(source, name, equals < 0 ? "" : Unescape(pair[(equals + 1)..]));
        }
        return source;
    }

    private static GitSource Apply(GitSource source, string name, string value) => name switch
    {
        "keep-git-dir" => source with { KeepsGitFolder = Flag(name, value) },
        "submodules" => source with { HasSubmodules = Flag(name, value) },
        "fetch-by-commit" => source with { TrustsChecksum = Flag(name, value) },
        _ when value.Length == 0 => throw new FormatException($"'{name}' has no value"),
        "ref" => source with { Ref = One(name, source.Ref, value) },
        "tag" => source with { Ref = One(name, source.Ref, Prefixed("refs/tags/", value)) },
        "branch" => source with { Ref = One(name, source.Ref, Prefixed("refs/heads/", value)) },
        "subdir" => source with { Subdirectory = One(name, source.Subdirectory, GitSource.FolderOf(value) ?? "") is { Length: > 0 } folder ? folder : null },
        "mtime" => source with
        {
            HasCheckoutTimes = value switch
            {
                "checkout" => true,
                "commit" => false,
                _ => throw new FormatException($"mtime is checkout or commit, and not '{value}'"),
            },
        },
        _ => source with { Checksum = One(name, source.Checksum, value) },
    };

    private static string One(string name, string? other, string value) =>
        other is null || other == value ? value : throw new FormatException($"'{name}' says '{value}' where '{other}' stands already");

    private static string Prefixed(string prefix, string value) => value.StartsWith(prefix, StringComparison.Ordinal) ? value : prefix + value;

    private static bool Flag(string name, string value) => value switch
    {
        "" or "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new FormatException($"'{name}' is true or false, and not '{value}'"),
    };

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
