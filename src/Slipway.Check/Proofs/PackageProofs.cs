// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Check;

/// <summary>Proves what is claimed of an image's packages.</summary>
internal static class PackageProofs
{
    internal static Verdict Judge(PackageClaim claim, ImageInventory inventory)
    {
        var named = inventory.Packages.Where(claim.Package.Matches).ToList();
        var verdicts = named.ConvertAll(package => (Package: package, Holds: claim.Package.Version is { } version ? version.Accepts(package) : true));
        var meant = verdicts.Where(one => one.Holds == true).Select(one => one.Package).ToList();
        if (meant.Count > 0)
            return Verdict.When(
                claim.Presence == Presence.Present, Describe(meant),
                meant.Count == 1 ? null : $"it is {ProofText.Count(meant.Count, "package")} too many");
        if (verdicts.Find(one => one.Holds is null).Package is { } unordered)
            return Verdict.Unknown($"{Name(unordered)} is installed, and its version has no order beside '{claim.Package.Version!.Version}'");
        var problem = inventory.ProblemOf(claim.Package.Ecosystem);
        if (named.Count > 0 && (claim.Presence == Presence.Present || problem is null))
            return Verdict.When(claim.Presence == Presence.Absent, Describe(named), $"another version is claimed: {claim.Package.Version}");
        // What isn't found may still be there where nothing records what is.
        if (problem is not null)
            return Verdict.Unknown(problem);
        return Verdict.When(claim.Presence == Presence.Absent, $"no package '{claim.Package}' is installed", Nearest(claim.Package, inventory));
    }

    // dpkg and apk have one record of everything; of other packages it matters where they are.
    private static string Name(InstalledPackage package) => package.Ecosystem switch
    {
        Ecosystem.Npm => $"{package} in /{package.Path[..package.Path.LastIndexOf('/')]}",
        Ecosystem.Pypi => $"{package} in /{Parent(package.Path)}",
        _ => package.ToString(),
    };

    // The folder that the package's modules are in.
    private static string Parent(string path)
    {
        var folder = path[..Math.Max(path.LastIndexOf('/'), 0)];
        return path.EndsWith(".egg-info", StringComparison.Ordinal) ? folder : folder[..Math.Max(folder.LastIndexOf('/'), 0)];
    }

    private static string Describe(List<InstalledPackage> found) =>
        $"{ProofText.Name(found.ConvertAll(Name))} {(found.Count == 1 ? "is" : "are")} installed";

    private static string? Nearest(PackagePattern pattern, ImageInventory inventory)
    {
        var others = inventory.Packages.Where(package => package.Name == pattern.Name).Select(Name).ToList();
        if (others.Count > 0)
            return $"installed is {ProofText.Name(others)}";
        var near = Suggestion.For(pattern.Name, inventory.Packages.Where(package => pattern.Ecosystem is null || package.Ecosystem == pattern.Ecosystem).Select(package => package.Name));
        return near is null ? null : $"the nearest name that is installed is '{near}'";
    }
}
