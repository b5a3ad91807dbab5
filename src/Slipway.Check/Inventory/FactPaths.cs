// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>Which files of an image matter for their content.</summary>
internal static class FactPaths
{
    internal const string DpkgStatus = "var/lib/dpkg/status";
    internal const string DpkgStatusFolder = "var/lib/dpkg/status.d";
    internal const string Passwd = "etc/passwd";
    internal const string Group = "etc/group";
    private const string NodeModules = "node_modules/";
    private const string PackageJson = "/package.json";

    /// <summary>Why the file at a path, without a leading slash, matters.</summary>
    internal static FactKind KindOf(string path) => path switch
    {
        Passwd or Group => FactKind.Accounts,
        DpkgStatus => FactKind.Dpkg,
        _ when IsDpkgPart(path) => FactKind.Dpkg,
        _ when NpmName(path) is not null => FactKind.Npm,
        _ => FactKind.None,
    };

    /// <summary>
    /// The name of the package whose <c>package.json</c> is at a path, by its folder: <c>…/node_modules/[@scope/]name/package.json</c>;
    /// null for other files.
    /// </summary>
    internal static string? NpmName(string path)
    {
        if (!path.EndsWith(PackageJson, StringComparison.Ordinal))
            return null;
        var folder = path[..^PackageJson.Length];
        var at = folder.LastIndexOf(NodeModules, StringComparison.Ordinal);
        if (at < 0 || (at > 0 && folder[at - 1] != '/'))
            return null;
        var name = folder[(at + NodeModules.Length)..];
        var slashes = name.Count(character => character == '/');
        return name.Length > 0 && slashes == (name[0] == '@' ? 1 : 0) ? name : null;
    }

    // Distroless images have a file for each package; the lists of files beside them end in .md5sums.
    private static bool IsDpkgPart(string path) => path.StartsWith(DpkgStatusFolder + "/", StringComparison.Ordinal)
        && path.IndexOf('/', DpkgStatusFolder.Length + 1) < 0 && !path.EndsWith(".md5sums", StringComparison.Ordinal);
}
