// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Build;

/// <summary>A state of a git repository, or a folder of it, as BuildKit writes it: <c>https://host/repository.git#ref:folder</c> or with <c>?ref=…&amp;subdir=…</c>.</summary>
/// <param name="Remote">Where the repository is.</param>
public sealed record GitSource(GitRemote Remote)
{
    /// <summary>A branch, a tag, a full <c>refs/…</c> name or a whole commit; null is the default branch.</summary>
    public string? Ref { get; init; }

    /// <summary>The folder in the repository; null is all of it.</summary>
    public string? Subdirectory { get; init; }

    /// <summary>The commit, or the beginning of it, that <see cref="Ref"/> must stand for; null takes what comes.</summary>
    public string? Checksum { get; init; }

    /// <summary>Whether <c>.git</c> stays; null where the address doesn't say, which is no.</summary>
    public bool? KeepsGitFolder { get; init; }

    /// <summary>Whether submodules are fetched as well. The default is true.</summary>
    public bool HasSubmodules { get; init; } = true;

    /// <summary>Whether files get the time of the checkout. The default is false: they get the commit's, so that a layer is the same whenever it is made.</summary>
    public bool HasCheckoutTimes { get; init; }

    /// <summary>Whether <see cref="Checksum"/> is fetched without asking what <see cref="Ref"/> stands for. The default is false.</summary>
    public bool TrustsChecksum { get; init; }

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address; of <c>github.com/…</c> the scheme may be missing.</param>
    /// <param name="source">What was read.</param>
    /// <param name="problem">A clause that says what is wrong, where it can't be read.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out GitSource? source, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        source = null;
        var (address, fragment) = Cut(text, '#');
        (address, var query) = Cut(address, '?');
        if (address.StartsWith("github.com/", StringComparison.Ordinal))
            address = "https://" + address;
        if (!GitRemote.TryParse(address, out var remote, out problem))
            return false;
        var (reference, folder) = Cut(fragment ?? "", ':');
        var read = new GitSource(remote) { Ref = NullIfEmpty(reference), Subdirectory = FolderOf(folder) };
        try
        {
            read = query is null ? read : GitQuery.Apply(read, query);
        }
        catch (FormatException wrong)
        {
            problem = $"{wrong.Message} in '{RedactedAddress.Of(text)}'";
            return false;
        }
        problem = Check(read);
        source = problem is null ? read : null;
        return source is not null;
    }

    /// <summary>The address in its short form, safe to show.</summary>
    public override string ToString() => Remote + (Ref is null && Subdirectory is null ? "" : $"#{Ref}") + (Subdirectory is null ? "" : $":{Subdirectory}");

    internal static bool IsCommit(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>A folder of a repository, clean; null for all of it. ".." ends at its root.</summary>
    internal static string? FolderOf(string? text) => text is null ? null : NullIfEmpty(TreePath.Normalize(text)[1..]);

    private static string? Check(GitSource source)
    {
        if (source.Ref is { } name && !IsRef(name))
            return $"'{name}' is no name of a branch, a tag or a commit";
        if (source.Checksum is { } checksum && (checksum.Length is < 7 or > 64 || !checksum.All(char.IsAsciiHexDigitLower)))
            return $"'{checksum}' is no commit; expected 7 to 64 lower-case hex digits";
        return source is { TrustsChecksum: true } && !IsCommit(source.Checksum ?? "") ? "fetch-by-commit needs the whole commit as checksum" : null;
    }

    // git check-ref-format's rules, and nothing that git's other words could be made of.
    private static bool IsRef(string name) =>
        name[0] is not ('-' or '/' or '.') && name[^1] is not ('/' or '.') && !name.EndsWith(".lock", StringComparison.Ordinal)
        && !name.Contains("..", StringComparison.Ordinal) && !name.Contains("//", StringComparison.Ordinal) && !name.Contains("@{", StringComparison.Ordinal)
        && !name.Any(static character => char.IsControl(character) || " ~^:?*[\\".Contains(character, StringComparison.Ordinal));

    private static (string Before, string? After) Cut(string text, char mark) =>
        text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, null);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
