// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>The packages that an image is composed from: which, in which versions, and as of when.</summary>
public sealed record PackageSet
{
    /// <summary>When the newest of the indexes was published that they were chosen from.</summary>
    public required DateTimeOffset Snapshot { get; init; }

    /// <summary>The packages, in the order of their names.</summary>
    public required IReadOnlyList<LockedPackage> Packages { get; init; }

    /// <summary>Whether the other has the same packages in the same versions, wherever they are to be had.</summary>
    public bool HasSamePackages(PackageSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Packages.Select(static package => package.Digest).SequenceEqual(other.Packages.Select(static package => package.Digest));
    }

    /// <summary>What is different in the other, a line each.</summary>
    public IEnumerable<string> ChangesTo(PackageSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var (before, after) = (ByName(this), ByName(other));
        foreach (var name in before.Keys.Union(after.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (old, now) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
            if (old is null || now is null)
                yield return old is null ? $"{now} comes in" : $"{old} goes out";
            else if (old.Digest != now.Digest)
                yield return $"{old} becomes {now.Version}";
        }
    }

    private static Dictionary<string, LockedPackage> ByName(PackageSet set) => set.Packages.ToDictionary(static package => package.Name, StringComparer.Ordinal);
}
