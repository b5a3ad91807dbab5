// SPDX-License-Identifier: Apache-2.0
using Slipway.Packages;

namespace Slipway.Check;

/// <summary>The order of versions in each ecosystem.</summary>
internal static class PackageVersions
{
    internal static string Owner(Ecosystem ecosystem) => ecosystem switch
    {
        Ecosystem.Deb => "a Debian package",
        Ecosystem.Apk => "an Alpine package",
        Ecosystem.Npm => "a Node.js package",
        _ => "a Python package",
    };

    internal static bool IsVersion(Ecosystem ecosystem, string text) => ecosystem switch
    {
        Ecosystem.Deb => DebianVersion.TryParse(text, out _),
        Ecosystem.Apk => AlpineVersion.TryParse(text, out _),
        Ecosystem.Npm => SemanticVersion.TryParse(text, out _),
        _ => PythonVersion.TryParse(text, out _),
    };

    /// <summary>Less than 0 where the left is earlier, 0 for equals; null where one of the two is no version.</summary>
    internal static int? Compare(Ecosystem ecosystem, string left, string right) => ecosystem switch
    {
        Ecosystem.Deb => DebianVersion.TryParse(left, out var one) && DebianVersion.TryParse(right, out var other) ? one.CompareTo(other) : null,
        Ecosystem.Apk => AlpineVersion.TryParse(left, out var one) && AlpineVersion.TryParse(right, out var other) ? one.CompareTo(other) : null,
        Ecosystem.Npm => SemanticVersion.TryParse(left, out var one) && SemanticVersion.TryParse(right, out var other) ? one.CompareTo(other) : null,
        _ => PythonVersion.TryParse(left, out var one) && PythonVersion.TryParse(right, out var other) ? one.CompareTo(other) : null,
    };
}
