// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Layers;

namespace Slipway.Check;

/// <summary>Gathers the packages of an image from what is known of its files.</summary>
internal sealed class PackageList
{
    private readonly List<InstalledPackage> _packages = [];
    private readonly Dictionary<Ecosystem, string?> _records = [];

    private PackageList()
    {
    }

    /// <summary>The packages, ordered by ecosystem, name and path.</summary>
    internal IReadOnlyList<InstalledPackage> Packages { get; private set; } = [];

    /// <summary>Why the packages of an ecosystem are not all known, for each of which that holds.</summary>
    internal IReadOnlyDictionary<Ecosystem, string> Problems { get; private set; } = new Dictionary<Ecosystem, string>();

    /// <summary>Why the packages of the image's system are not all known; null where dpkg's or apk's record says them.</summary>
    internal string? SystemProblem { get; private set; }

    internal static PackageList Read(TreeIndex tree, IReadOnlyDictionary<FactKey, FileFacts> facts)
    {
        var list = new PackageList();
        foreach (var (path, node) in tree.Enumerate())
        {
            var kind = node.Type == FileType.RegularFile ? FactPaths.KindOf(path) : FactKind.None;
            if (kind is not (FactKind.None or FactKind.Accounts))
                list.Add(kind, path, node.Content is { } content ? facts.GetValueOrDefault(new(kind, content)) : null);
        }
        list.Finish(tree);
        return list;
    }

    private void Add(FactKind kind, string path, FileFacts? fact)
    {
        if (kind is FactKind.Dpkg or FactKind.Apk)
        {
            var ecosystem = kind == FactKind.Dpkg ? Ecosystem.Deb : Ecosystem.Apk;
            var problem = fact is null ? $"'/{path}' could not be read" : fact.Problem is { } own ? $"'/{path}' could not be read: {own}" : null;
            _records[ecosystem] = _records.GetValueOrDefault(ecosystem) ?? problem;
            _packages.AddRange((fact?.Packages ?? []).Select(package => new InstalledPackage(ecosystem, package.Name, package.Version, path)));
            return;
        }
        // Without facts, the names on the way to the file have to do.
        var (name, version) = fact?.Packages is [var read, ..] ? (read.Name, read.Version) : ("", "");
        if (kind == FactKind.Npm)
        {
            _packages.Add(new(Ecosystem.Npm, name.Length > 0 ? name : FactPaths.NpmName(path)!, version, path));
            return;
        }
        var parts = FactPaths.PythonFolder(path)!.Split('-', 3);
        _packages.Add(new(
            Ecosystem.Pypi, PythonName.Normalise(name.Length > 0 ? name : parts[0]), version.Length > 0 ? version : parts.ElementAtOrDefault(1) ?? "", path));
    }

    private void Finish(TreeIndex tree)
    {
        Packages =
        [
            .. _packages.OrderBy(package => package.Ecosystem)
                .ThenBy(package => package.Name, StringComparer.Ordinal).ThenBy(package => package.Path, StringComparer.Ordinal),
        ];
        var problems = new Dictionary<Ecosystem, string>();
        if (ProblemOf(Ecosystem.Deb, $"the image has no record of Debian packages (/{FactPaths.DpkgStatus} or /{FactPaths.DpkgStatusFolder})") is { } deb)
            problems[Ecosystem.Deb] = deb;
        if (ProblemOf(Ecosystem.Apk, $"the image has no record of Alpine packages (/{FactPaths.ApkDatabases[0]})") is { } apk)
            problems[Ecosystem.Apk] = apk;
        Problems = problems;
        SystemProblem = FactPaths.RpmDatabases.FirstOrDefault(path => tree.Find(path) is { Type: FileType.RegularFile }) is { } rpm
            ? $"the image has RPM packages (/{rpm}), whose record is not read"
            : _records.Count == 0 ? $"the image has no record of its system's packages (/{FactPaths.DpkgStatus}, /{FactPaths.DpkgStatusFolder} or /{FactPaths.ApkDatabases[0]})"
            : _records.Values.FirstOrDefault(problem => problem is not null);
    }

    private string? ProblemOf(Ecosystem ecosystem, string none) => _records.TryGetValue(ecosystem, out var problem) ? problem : none;
}
