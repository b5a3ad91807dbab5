// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>Divides packages by what needs them.</summary>
internal static class PackageGroups
{
    /// <summary>For each name the packages that it needs and no name before it, itself included; packages that none needs are in the first group.</summary>
    /// <param name="packages">All packages.</param>
    /// <param name="names">The names, or what provides them.</param>
    public static IReadOnlyList<IReadOnlyList<OpenedPackage>> Of(IReadOnlyList<OpenedPackage> packages, IReadOnlyList<string> names)
    {
        var taken = new HashSet<OpenedPackage>();
        var groups = names.Select(name => Closure(packages, packages.Where(package => IsNamed(package, name)), taken)).ToList();
        var rest = packages.Where(package => !taken.Contains(package)).ToList();
        if (groups.Count == 0)
            return [rest];
        groups[0] = [.. groups[0].Concat(rest).OrderBy(static package => package.Package.Name, StringComparer.Ordinal)];
        return [.. groups.Where(static group => group.Count > 0)];
    }

    /// <summary>Some packages and all that they need, but for those that are taken, in the order of their names.</summary>
    public static IReadOnlyList<OpenedPackage> Closure(IReadOnlyList<OpenedPackage> packages, IEnumerable<OpenedPackage> beginning, HashSet<OpenedPackage> taken)
    {
        var found = new List<OpenedPackage>();
        var left = new Queue<OpenedPackage>(beginning);
        while (left.TryDequeue(out var package))
        {
            if (!taken.Add(package))
                continue;
            found.Add(package);
            foreach (var wanted in package.Relations("Pre-Depends").Concat(package.Relations("Depends")).SelectMany(static group => group))
            {
                foreach (var other in packages.Where(other => Satisfies(other, wanted)))
                    left.Enqueue(other);
            }
        }
        return [.. found.OrderBy(static package => package.Package.Name, StringComparer.Ordinal)];
    }

    private static bool IsNamed(OpenedPackage package, string name) => Satisfies(package, new(PackageWish.Parse(name).Name, VersionRelation.Any, default));

    private static bool Satisfies(OpenedPackage package, PackageRelation wanted) =>
        package.Package.Name == wanted.Name
        || package.Relations("Provides").SelectMany(static group => group).Any(provided => provided.Name == wanted.Name);
}
