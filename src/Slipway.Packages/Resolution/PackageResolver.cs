// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>
/// Finds the packages that some packages need, as apt does in an empty system: depth first, the first alternative that can be had, and no alternative where one
/// of the group is there already. What can't be there together is gone back on.
/// </summary>
/// <param name="catalog">What is offered.</param>
/// <param name="recommends">Whether what is commonly with a package comes too.</param>
internal sealed class PackageResolver(PackageCatalog catalog, RecommendedPackages recommends)
{
    // More than any set of packages takes, and an end to a search among alternatives that exclude each other.
    private const int MaxTries = 200_000;

    private readonly Dictionary<string, DebianPackage> _pinned = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DebianPackage> _selected = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(DebianPackage By, PackageRelation Relation)>> _refused = new(StringComparer.Ordinal);
    private readonly List<DebianPackage> _order = [];
    private readonly List<string> _path = [];
    private int _tries;

    /// <summary>The packages that some wishes come to, in the order of their names.</summary>
    /// <param name="wishes">What is asked for; all of it is there before anything that it needs is chosen, as with apt.</param>
    /// <exception cref="BaseImageException">Something is not offered, can't be met, or excludes something else.</exception>
    public IReadOnlyList<DebianPackage> Resolve(IReadOnlyList<PackageWish> wishes)
    {
        var wanted = wishes.Select(Choose).DistinctBy(static package => package.Name).ToList();
        foreach (var package in wanted)
        {
            if (Exclusion(package) is { } exclusion)
                throw new BaseImageException($"{package.Name} can't be included: {exclusion}.");
            Select(package);
        }
        foreach (var package in wanted)
        {
            if (Need(package) is { } problem)
                throw new BaseImageException($"{package.Name} can't be included: {problem}.");
        }
        return [.. _selected.Values.OrderBy(static package => package.Name, StringComparer.Ordinal)];
    }

    private DebianPackage Choose(PackageWish wish)
    {
        if (wish.Architecture is { } architecture && architecture != catalog.Architecture && architecture is not ("any" or "all" or "native"))
            throw new BaseImageException($"'{wish.Name}:{architecture}' can't be included in a system for {catalog.Architecture}: foreign architectures are not supported.");
        var versions = catalog.Find(wish.Name);
        if (wish.Version is { } text)
        {
            var version = DebianVersion.Parse(text);
            var pinned = versions.FirstOrDefault(package => package.Version.CompareTo(version) == 0)
                ?? throw new BaseImageException($"No source offers {wish.Name} in the version {text} for {catalog.Architecture}"
                    + (versions.Count > 0 ? $"; there is {string.Join(", ", versions.Select(static package => package.Version).Distinct())}." : "."));
            return _pinned[wish.Name] = pinned;
        }
        if (versions.Count > 0)
            return versions[0];
        var providers = catalog.FindProviders(new(wish.Name, VersionRelation.Any, default)).ToList();
        if (providers.Count == 1)
            return providers[0];
        var like = catalog.NamesLike(wish.Name).ToList();
        throw new BaseImageException(providers.Count > 0
            ? $"'{wish.Name}' is no package of its own; it is provided by {string.Join(", ", providers.Select(static package => package.Name).Order(StringComparer.Ordinal))}. Include one of them."
            : $"No source offers a package '{wish.Name}' for {catalog.Architecture}.{(like.Count > 0 ? $" There is {string.Join(", ", like)}." : "")}");
    }

    private DebianPackage? Candidate(string name) => _pinned.GetValueOrDefault(name) ?? catalog.FindNewest(name);

    private void Select(DebianPackage package)
    {
        _selected.Add(package.Name, package);
        _order.Add(package);
        foreach (var relation in package.Conflicts)
        {
            if (!_refused.TryGetValue(relation.Name, out var by))
                _refused[relation.Name] = by = [];
            by.Add((package, relation));
        }
    }

    private void GoBackTo(int count)
    {
        while (_order.Count > count)
        {
            var package = _order[^1];
            _order.RemoveAt(_order.Count - 1);
            _selected.Remove(package.Name);
            foreach (var relation in package.Conflicts)
                _refused[relation.Name].RemoveAll(entry => entry.By == package);
        }
    }

    // What keeps a package from being with those that are there; null where nothing does. A package doesn't exclude itself, by its name or by what it provides.
    private string? Exclusion(DebianPackage package)
    {
        foreach (var name in package.Provides.Select(static provided => provided.Name).Prepend(package.Name))
        {
            foreach (var (by, relation) in _refused.GetValueOrDefault(name) ?? [])
            {
                if (by.Name != package.Name && PackageCatalog.Satisfies(package, relation))
                    return $"{by} excludes {relation}, and {package} is that";
            }
        }
        foreach (var relation in package.Conflicts)
        {
            if (FindSelected(relation) is { } other && other.Name != package.Name)
                return $"{package} excludes {relation}, and {other} is that";
        }
        return null;
    }

    private DebianPackage? FindSelected(PackageRelation wanted)
    {
        if (_selected.TryGetValue(wanted.Name, out var same) && wanted.Admits(same.Version))
            return same;
        return catalog.FindProviders(wanted).Select(provider => _selected.GetValueOrDefault(provider.Name)).FirstOrDefault(package => package is not null && PackageCatalog.Satisfies(package, wanted));
    }

    private UnmetDependency? Need(DebianPackage package)
    {
        _path.Add(package.Name);
        try
        {
            foreach (var group in package.PreDepends.Concat(package.Depends))
            {
                if (Meet(group) is { } problem)
                    return problem;
            }
            foreach (var group in recommends == RecommendedPackages.Included ? package.Recommends : [])
                Meet(group); // what can't be had is done without
            return null;
        }
        finally
        {
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private UnmetDependency? Meet(IReadOnlyList<PackageRelation> group)
    {
        if (group.Any(wanted => FindSelected(wanted) is not null))
            return null;
        UnmetDependency? first = null;
        foreach (var package in group.SelectMany(CandidatesFor))
        {
            if (++_tries > MaxTries)
                throw new BaseImageException("The dependencies of these packages exclude each other in so many ways that no set was found; name the alternatives that are wanted.");
            if (TryAdd(package) is not { } problem)
                return null;
            first ??= problem;
        }
        return first ?? new([.. _path], $" needs {string.Join(" | ", group)}, {Absence(group)}");
    }

    private UnmetDependency? TryAdd(DebianPackage package)
    {
        if (Exclusion(package) is { } exclusion)
            return new([.. _path, package.Name], $", but {exclusion}");
        var count = _order.Count;
        Select(package);
        if (Need(package) is not { } problem)
            return null;
        GoBackTo(count);
        return problem;
    }

    private IEnumerable<DebianPackage> CandidatesFor(PackageRelation wanted)
    {
        if (wanted.Qualifier is { } qualifier && qualifier != "any" && qualifier != catalog.Architecture)
            yield break;
        // Of a name that is there in another version none can be added.
        if (Candidate(wanted.Name) is { } real && wanted.Admits(real.Version) && !_selected.ContainsKey(real.Name))
            yield return real;
        foreach (var provider in catalog.FindProviders(wanted).Where(provider => provider.Name != wanted.Name && !_selected.ContainsKey(provider.Name)))
            yield return provider;
    }

    private string Absence(IReadOnlyList<PackageRelation> group)
    {
        var offered = group.Select(wanted => Candidate(wanted.Name)).OfType<DebianPackage>().Select(static package => package.ToString()).ToList();
        return offered.Count > 0 ? $"and what there is of it is {string.Join(", ", offered)}" : "and no source offers that";
    }
}
