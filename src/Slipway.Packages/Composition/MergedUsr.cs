// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>The folders of a system that are links into <c>/usr</c>.</summary>
internal static class MergedUsr
{
    private static readonly string[] Folders = ["bin", "lib", "lib32", "lib64", "libo32", "libx32", "sbin"];

    /// <summary>The links that every system has; the others are made where something needs them.</summary>
    public static IReadOnlyList<string> Always { get; } = ["bin", "lib", "sbin"];

    /// <summary>
    /// The package that says that the folders are links, where there is one: what is composed has them so from the start, and the package that would make them so
    /// later (usrmerge) brings all of Perl.
    /// </summary>
    public static IEnumerable<string> PackagesOf(PackageCatalog catalog) => catalog.FindNewest("usr-is-merged") is { } package ? [package.Name] : [];

    /// <summary>The path that a package's path stands for.</summary>
    public static string Map(string path) => LinkOf(path) is null ? path : $"usr/{path}";

    /// <summary>The link that a path is, or goes through; null where it is none.</summary>
    public static string? LinkOf(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var top = slash < 0 ? path : path[..slash];
        return Array.IndexOf(Folders, top) >= 0 ? top : null;
    }
}
