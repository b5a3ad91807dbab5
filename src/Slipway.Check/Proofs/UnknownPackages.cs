// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Check;

/// <summary>
/// Finds claims of absence that prove nothing: a name that no image of the fleet has is most likely mistyped. A name with its ecosystem
/// (<c>deb:name</c>) is taken at its word, and so are the names of build tools.
/// </summary>
public static class UnknownPackages
{
    /// <summary>A finding for each such name, once for each place.</summary>
    /// <param name="claims">The claims of all images.</param>
    /// <param name="inventories">The inventories of all images, not of some.</param>
    public static IReadOnlyList<Diagnostic> Find(IEnumerable<Claim> claims, IReadOnlyCollection<ImageInventory> inventories)
    {
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentNullException.ThrowIfNull(inventories);
        var names = inventories.SelectMany(inventory => inventory.Packages).Select(package => package.Name).ToHashSet(StringComparer.Ordinal);
        var packages = inventories.SelectMany(inventory => inventory.Packages).DistinctBy(package => package.Name).ToList();
        return
        [
            .. claims.OfType<PackageClaim>().DistinctBy(claim => claim.Place)
                .Where(claim => claim is { Presence: Presence.Absent, Package.Ecosystem: null, IsOptional: false } && !BuildTools.Names.Contains(claim.Package.Name))
                .Where(claim => !packages.Exists(claim.Package.Matches))
                .Select(claim => claim.Place.Error(
                    $"no image of the fleet has a package '{claim.Package}', so that its absence proves nothing",
                    Suggestion.Help(claim.Package.Name, names) ?? $"if it is meant so, name its ecosystem: {string.Join(", ", PackagePattern.Prefixes.Select(prefix => $"'{prefix}:{claim.Package}'"))}")),
        ];
    }
}
