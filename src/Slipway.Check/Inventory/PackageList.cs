// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Check;

/// <summary>Gathers the packages of an image from what is known of its files.</summary>
internal static class PackageList
{
    /// <summary>The packages, and why there are none of Debian's where nothing records them.</summary>
    internal static (IReadOnlyList<InstalledPackage> Packages, string? DebProblem) Read(TreeIndex tree, IReadOnlyDictionary<Digest, FileFacts> facts)
    {
        var packages = new List<InstalledPackage>();
        var (records, problem) = (0, (string?)null);
        foreach (var (path, node) in tree.Enumerate())
        {
            var kind = node.Type == FileType.RegularFile ? FactPaths.KindOf(path) : FactKind.None;
            if (kind is not (FactKind.Dpkg or FactKind.Npm))
                continue;
            var fact = node.Content is { } content ? facts.GetValueOrDefault(content) : null;
            if (kind == FactKind.Dpkg)
            {
                records++;
                problem ??= fact is null ? $"'/{path}' could not be read" : fact.Problem;
                packages.AddRange((fact?.Packages ?? []).Select(package => new InstalledPackage(Ecosystem.Deb, package.Name, package.Version, path)));
                continue;
            }
            // A file that another name of it was read for has its facts; without any, the folder's name has to do.
            var (name, version) = fact?.Packages is [var own, ..] ? (own.Name, own.Version) : ("", "");
            packages.Add(new(Ecosystem.Npm, name.Length > 0 ? name : FactPaths.NpmName(path)!, version, path));
        }
        if (records == 0)
            problem = $"the image has no record of Debian packages (/{FactPaths.DpkgStatus} or /{FactPaths.DpkgStatusFolder})";
        var ordered = packages.OrderBy(package => package.Ecosystem)
            .ThenBy(package => package.Name, StringComparer.Ordinal).ThenBy(package => package.Path, StringComparer.Ordinal);
        return ([.. ordered], problem);
    }
}
