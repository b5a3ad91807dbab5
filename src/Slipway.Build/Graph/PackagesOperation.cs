// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.Packages;

namespace Slipway.Build;

/// <summary>What is composed of packages.</summary>
/// <param name="Source">Which.</param>
/// <param name="Platform">For which platform.</param>
/// <param name="Form">Which part of it.</param>
/// <param name="Version">What the packages come to at the moment, and all that is declared, <see cref="IPackageImages.GetVersionAsync"/>.</param>
internal sealed record PackagesOperation(PackagesSource Source, Platform Platform, ComposedForm Form, string Version) : Operation
{
    public override void Describe(KeyWriter key)
    {
        key.Add("kind", "packages");
        key.Add("distribution", Source.Request.Suite.ToString());
        key.Add("packages", Source.Request.Include.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        key.Add("package versions", Version);
        key.Add("form", Form.ToString());
        key.Add("platform", Platform.ToString());
    }
}
