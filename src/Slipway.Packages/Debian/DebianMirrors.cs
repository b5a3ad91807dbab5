// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>
/// Chooses where a suite's packages come from: the mirrors of this machine's apt settings, as far as they are Debian's own suites, or Debian's.
/// </summary>
/// <param name="aptFolder">The folder of apt's settings.</param>
internal sealed class DebianMirrors(string aptFolder)
{
    /// <summary>The places that the settings name for a suite; Debian's own where they don't name the suite itself.</summary>
    public IReadOnlyList<AptSource> Find(DebianSuite suite)
    {
        var own = AptSources.Read(aptFolder)
            .Where(source => source.IsRemote && suite.Parts.Contains(source.Suite) && source.Components.Contains("main"))
            .DistinctBy(static source => (source.Uri, source.Suite))
            .ToList();
        return own.Exists(source => source.Suite == suite.ToString()) ? own : AptSources.DefaultsFor(suite);
    }
}
