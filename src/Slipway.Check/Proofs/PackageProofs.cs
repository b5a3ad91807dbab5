// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>Proves what is claimed of an image's packages.</summary>
internal static class PackageProofs
{
    private const int MostNamed = 3;

    internal static Verdict Judge(PackageClaim claim, ImageInventory inventory)
    {
        var found = inventory.Packages.Where(claim.Package.Matches).ToList();
        if (found.Count > 0)
            return Verdict.When(claim.Presence == Presence.Present, Describe(found));
        // What isn't found may still be there where nothing records what is: npm's record are the files themselves, Debian's can be missing.
        var concernsDeb = claim.Package.Ecosystem is null or Ecosystem.Deb;
        if (concernsDeb && inventory.DebProblem is { } problem)
            return Verdict.Unknown(problem);
        return Verdict.When(claim.Presence == Presence.Absent, $"no package '{claim.Package}' is installed");
    }

    // dpkg has one record of everything; of npm's packages it matters where they are.
    private static string Name(InstalledPackage package) =>
        package.Ecosystem == Ecosystem.Npm ? $"{package} in /{package.Path[..package.Path.LastIndexOf('/')]}" : package.ToString();

    private static string Describe(List<InstalledPackage> found)
    {
        var named = string.Join(", ", found.Take(MostNamed).Select(Name));
        var more = found.Count > MostNamed ? $" and {found.Count - MostNamed} more" : "";
        return $"{named}{more} {(found.Count == 1 ? "is" : "are")} installed";
    }
}
