// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Check;
using Slipway.Packages;

namespace Slipway.Fleet;

/// <summary>The packages that an image is composed from, in place of a Dockerfile.</summary>
/// <param name="From">The distribution and its release, <c>debian/bookworm</c>.</param>
/// <param name="Include">The packages wanted.</param>
/// <param name="Place">Where it stands.</param>
public sealed record PackagesSetting(Located<string> From, IReadOnlyList<Located<string>> Include, SourcePlace Place)
{
    /// <summary>Debian's components. The default is <c>main</c>.</summary>
    public IReadOnlyList<Located<string>>? Components { get; init; }

    /// <summary>Further sources of packages.</summary>
    public IReadOnlyList<PackageSourceSetting> Sources { get; init; } = [];

    /// <summary>Users.</summary>
    public IReadOnlyList<PackageUserSetting> Users { get; init; } = [];

    /// <summary>Links, by their paths.</summary>
    public IReadOnlyList<NamedText> Links { get; init; } = [];

    /// <summary>Files.</summary>
    public IReadOnlyList<PackageFileSetting> Files { get; init; } = [];

    /// <summary>What of the packages stays out; null is documentation, manual pages and translations.</summary>
    public IReadOnlyList<Located<string>>? Remove { get; init; }

    /// <summary>Whether what packages recommend comes too. The default is that it doesn't.</summary>
    public Located<RecommendedPackages>? Recommends { get; init; }

    /// <summary>Whether the packages' scripts run. The default is that they don't.</summary>
    public Located<PackageScripts>? Configure { get; init; }

    /// <summary>How the image is laid out. The default is one layer.</summary>
    public Located<LayerGrouping>? Layers { get; init; }
}
