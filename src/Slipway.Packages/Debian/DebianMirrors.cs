// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;

namespace Slipway.Packages;

/// <summary>
/// Chooses where a suite's packages come from: the mirrors of this machine's apt settings, as far as they are Debian's own suites, or Debian's.
/// </summary>
/// <param name="http">The way to mirrors, which are commonly asked by plain http: apt checks signatures.</param>
/// <param name="aptFolder">The folder of apt's settings.</param>
internal sealed class DebianMirrors(GuardedHttp http, string aptFolder)
{
    private const int MaxReleaseSize = 16 * 1024 * 1024;

    /// <summary>The places that the settings name for a suite; Debian's own where they don't name the suite itself.</summary>
    public IReadOnlyList<AptSource> Find(DebianSuite suite)
    {
        var own = AptSources.Read(aptFolder)
            .Where(source => source.IsRemote && suite.Parts.Contains(source.Suite) && source.Components.Contains("main"))
            .DistinctBy(static source => (source.Uri, source.Suite))
            .ToList();
        return own.Exists(source => source.Suite == suite.ToString()) ? own : AptSources.DefaultsFor(suite);
    }

    /// <summary>Asks mirrors what they have published.</summary>
    /// <returns>Each suite that Debian publishes; what another origin publishes under its name is left out.</returns>
    /// <exception cref="RemoteException">A mirror can't be reached or hasn't the suite.</exception>
    public async Task<IReadOnlyList<SuiteRelease>> AskAsync(IReadOnlyList<AptSource> sources, CancellationToken cancellationToken)
    {
        var releases = await Task.WhenAll(sources.Select(source => AskAsync(source, cancellationToken))).ConfigureAwait(false);
        return [.. releases.Where(static release => release.Origin == "Debian")];
    }

    private async Task<SuiteRelease> AskAsync(AptSource source, CancellationToken cancellationToken)
    {
        var response = await http.GetAsync(source.InRelease, cancellationToken).ConfigureAwait(false);
        var content = await http.ReadBodyAsync(response, MaxReleaseSize, cancellationToken).ConfigureAwait(false);
        return SuiteRelease.Parse(source, content);
    }
}
