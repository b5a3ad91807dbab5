// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>The files of packages.</summary>
/// <param name="Source">Which.</param>
/// <param name="Platform">For which platform.</param>
/// <param name="Version">What the packages come to at the moment, <see cref="IPackageImages.GetVersionAsync"/>.</param>
internal sealed record PackagesOperation(PackagesSource Source, Platform Platform, string Version) : Operation
{
    public override void Describe(KeyWriter key)
    {
        key.Add("kind", "packages");
        key.Add("distribution", Source.From);
        key.Add("packages", Source.Include.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        key.Add("package versions", Version);
        key.Add("platform", Platform.ToString());
    }
}
