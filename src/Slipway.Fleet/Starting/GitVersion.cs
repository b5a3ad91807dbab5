// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.RegularExpressions;
using Slipway.Native;

namespace Slipway.Fleet;

/// <summary>The version that a folder's git repository was tagged with last: the highest of its tags that are versions. Git itself is not asked.</summary>
internal static partial class GitVersion
{
    private const int MaxSize = 16 * 1024 * 1024;
    private const int MaxLinkSize = 64 * 1024;

    [GeneratedRegex(@"\Arefs/tags/v?(?<version>(?<major>[0-9]{1,6})\.(?<minor>[0-9]{1,6})(?:\.(?<patch>[0-9]{1,6}))?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex VersionTag();

    /// <summary>The version, without a <c>v</c>, and its tag; null where there is none.</summary>
    internal static (string Version, string Tag)? Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (Repository(Path.Combine(at.FullName, ".git")) is { } git)
                return Highest(References(git));
        }
        return null;
    }

    // A work tree of its own has a file there, which names a folder that names the repository's.
    private static string? Repository(string path)
    {
        if (Directory.Exists(path))
            return path;
        if (!File.Exists(path) || Read(path) is not ['g', 'i', 't', 'd', 'i', 'r', ':', .. var named])
            return null;
        var own = Path.GetFullPath(named.Trim(), Path.GetDirectoryName(path)!);
        var common = Path.Combine(own, "commondir");
        return File.Exists(common) ? Path.GetFullPath(Read(common), own) : own;
    }

    private static string Read(string path) => Encoding.UTF8.GetString(LinuxFile.ReadAll(path, MaxLinkSize)).Trim();

    private static IEnumerable<string> References(string git)
    {
        var tags = Path.Combine(git, "refs", "tags");
        var loose = Directory.Exists(tags) ? Directory.EnumerateFiles(tags).Select(static path => $"refs/tags/{Path.GetFileName(path)}") : [];
        var packed = new FileInfo(Path.Combine(git, "packed-refs"));
        return !packed.Exists || packed.Length > MaxSize ? loose
            : loose.Concat(File.ReadLines(packed.FullName).Select(static line => line.Split(' ')).Where(static words => words.Length == 2).Select(static words => words[1]));
    }

    private static (string, string)? Highest(IEnumerable<string> references) => references.Select(static name => VersionTag().Match(name)).Where(static match => match.Success)
        .OrderByDescending(static match => (Number(match, "major"), Number(match, "minor"), Number(match, "patch")))
        .Select(static match => ((string, string)?)(match.Groups["version"].Value, match.Value["refs/tags/".Length..])).FirstOrDefault();

    private static int Number(Match match, string group) => match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : 0;
}
