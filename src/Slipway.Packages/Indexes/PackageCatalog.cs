// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>Everything that is offered for one architecture, by all sources together. The newest version of a package is the one that counts.</summary>
/// <param name="indexes">The indexes, in the order of their sources.</param>
/// <param name="architecture">The architecture.</param>
internal sealed class PackageCatalog(IReadOnlyList<PackagesIndex> indexes, string architecture)
{
    private readonly Dictionary<string, IReadOnlyList<DebianPackage>> _known = new(StringComparer.Ordinal);

    /// <summary>The architecture.</summary>
    public string Architecture => architecture;

    /// <summary>The versions of a package, the newest first.</summary>
    public IReadOnlyList<DebianPackage> Find(string name)
    {
        if (!_known.TryGetValue(name, out var found))
        {
            // Of equal versions the first source counts, as with apt.
            _known[name] = found = [.. indexes.SelectMany(index => index.Find(name))
                .Where(package => package.Architecture == architecture || package.Architecture == "all")
                .OrderByDescending(static package => package.Version)];
        }
        return found;
    }

    /// <summary>The version of a package that counts; null where nobody offers it.</summary>
    public DebianPackage? FindNewest(string name) => Find(name) is [var newest, ..] ? newest : null;

    /// <summary>The packages whose newest version provides what is wanted, the one that apt would prefer first.</summary>
    public IEnumerable<DebianPackage> FindProviders(PackageRelation wanted) =>
        indexes.SelectMany(index => index.ProvidersOf(wanted.Name)).Distinct(StringComparer.Ordinal).Select(FindNewest).OfType<DebianPackage>()
            .Where(package => Provides(package, wanted))
            .OrderByDescending(static package => package.IsEssential)
            .ThenBy(static package => Array.IndexOf(Priorities, package.Priority) is >= 0 and var at ? at : Priorities.Length);

    /// <summary>Whether a package is, or stands for, what is wanted.</summary>
    public static bool Satisfies(DebianPackage package, PackageRelation wanted) =>
        (package.Name == wanted.Name && wanted.Admits(package.Version)) || Provides(package, wanted);

    /// <summary>The essential packages, in the order of their names.</summary>
    public IEnumerable<DebianPackage> FindEssential() => FindRequired().Where(static package => package.IsEssential);

    /// <summary>The essential packages and those whose priority is required, in the order of their names.</summary>
    public IEnumerable<DebianPackage> FindRequired() =>
        indexes.SelectMany(static index => index.FindRequired()).Select(static package => package.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(FindNewest).OfType<DebianPackage>().Where(static package => package.IsEssential || package.Priority == "required");

    /// <summary>Names that look like one that nobody offers.</summary>
    public IEnumerable<string> NamesLike(string name) =>
        indexes.SelectMany(static index => index.Names).Where(other => other.StartsWith(name, StringComparison.Ordinal) || (other.Length > 3 && name.StartsWith(other, StringComparison.Ordinal)))
            .Distinct(StringComparer.Ordinal).OrderBy(other => Math.Abs(other.Length - name.Length)).ThenBy(static other => other, StringComparer.Ordinal).Take(3);

    private static readonly string[] Priorities = ["required", "important", "standard", "optional", "extra"];

    // A name that is provided without a version satisfies no relation to one (policy 7.5).
    private static bool Provides(DebianPackage package, PackageRelation wanted) =>
        package.Provides.Any(provided => provided.Name == wanted.Name
            && (wanted.Relation == VersionRelation.Any || (provided.Relation == VersionRelation.Same && wanted.Admits(provided.Version))));
}
