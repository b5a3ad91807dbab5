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
    private const string Vendored = "_vendor";

    /// <summary>Where apk keeps its database: Alpine up to 3.21, and where /lib is a link to /usr/lib.</summary>
    internal static string[] ApkDatabases { get; } = ["lib/apk/db/installed", "usr/lib/apk/db/installed"];

    /// <summary>The databases of RPM, which are not read.</summary>
    internal static string[] RpmDatabases { get; } =
    [
        .. from folder in (string[])["var/lib/rpm", "usr/lib/sysimage/rpm", "usr/share/rpm"]
           from file in (string[])["rpmdb.sqlite", "Packages.db", "Packages"]
           select $"{folder}/{file}",
    ];

    /// <summary>Why the file at a path, without a leading slash, matters.</summary>
    internal static FactKind KindOf(string path) => path switch
    {
        Passwd or Group => FactKind.Accounts,
        DpkgStatus => FactKind.Dpkg,
        _ when IsDpkgPart(path) => FactKind.Dpkg,
        _ when ApkDatabases.Contains(path) => FactKind.Apk,
        _ when NpmName(path) is not null => FactKind.Npm,
        _ when PythonFolder(path) is not null => FactKind.Python,
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

    /// <summary>
    /// The name and version that the folder or file of a Python package's metadata is called by: <c>…/name-version.dist-info/METADATA</c>,
    /// <c>…/name-version.egg-info/PKG-INFO</c> or the file <c>…/name-version.egg-info</c>; null for other files, and for what a package
    /// brings inside itself.
    /// </summary>
    internal static string? PythonFolder(string path)
    {
        var (folder, file) = Split(path);
        var (parent, stem) = (file, Path.GetExtension(folder)) switch
        {
            ("METADATA", ".dist-info") or ("PKG-INFO", ".egg-info") => (Split(folder).Folder, Path.GetFileNameWithoutExtension(folder)),
            _ when Path.GetExtension(file) == ".egg-info" => (folder, Path.GetFileNameWithoutExtension(file)),
            _ => ("", ""),
        };
        return stem.Length > 0 && Split(parent).File != Vendored ? stem : null;
    }

    private static (string Folder, string File) Split(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? ("", path) : (path[..slash], path[(slash + 1)..]);
    }

    // Distroless images have a file for each package; the lists of files beside them end in .md5sums.
    private static bool IsDpkgPart(string path) => path.StartsWith(DpkgStatusFolder + "/", StringComparison.Ordinal)
        && path.IndexOf('/', DpkgStatusFolder.Length + 1) < 0 && !path.EndsWith(".md5sums", StringComparison.Ordinal);
}
