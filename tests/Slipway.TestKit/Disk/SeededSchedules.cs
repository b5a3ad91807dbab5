// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.TestKit;

/// <summary>What tests of seeded schedules on a <see cref="SimulatedDisk"/> have in common.</summary>
/// <param name="run">Runs the schedule of a seed, with what is left out, and says what is wrong after it.</param>
public sealed class SeededSchedules(Func<int, Func<DiskSite, bool>?, IReadOnlyList<string>> run)
{
    /// <summary>What is wrong after the first schedule that notices that something is left out; null where none of them does.</summary>
    /// <param name="skips">What is left out.</param>
    /// <param name="seeds">How many schedules are tried.</param>
    public string? FindComplaint(Func<DiskSite, bool> skips, int seeds) =>
        Enumerable.Range(0, seeds).Select(seed => run(seed, skips)).FirstOrDefault(static complaints => complaints.Count > 0)?[0];

    /// <summary>All that a schedule does to the disk, in order, without the parts of names that are drawn by chance.</summary>
    public IReadOnlyList<DiskSite> Trace(int seed, Regex chance)
    {
        var sites = new List<DiskSite>();
        run(seed, site =>
        {
            sites.Add(site with { Path = chance.Replace(site.Path, "*") });
            return false;
        });
        return sites;
    }
}
