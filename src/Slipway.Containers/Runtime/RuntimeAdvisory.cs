// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Containers;

/// <summary>
/// Runtimes out of which a container escapes by what its image or Dockerfile says alone. A distribution mends the version it has and says so
/// after the number (1.1.5+ds1, 1.1.12-0ubuntu1), so only versions as their makers released them are judged.
/// </summary>
internal static class RuntimeAdvisory
{
    private static readonly Dictionary<string, (Version Mended, string Advisory)> Known = new(StringComparer.Ordinal)
    {
        ["runc"] = (new(1, 1, 12), "CVE-2024-21626: a working directory among open files leads to the host"),
        ["crun"] = (new(1, 4, 4), "CVE-2022-27650: containers get capabilities that they were not given"),
    };

    /// <summary>Why a runtime is not to be used; null where nothing is known against it.</summary>
    /// <param name="program">runc or crun.</param>
    /// <param name="version">What it says of itself, such as 1.1.11, 1.2.0-rc.1 or 1.1.5+ds1.</param>
    internal static string? Find(string program, string version)
    {
        var dash = version.IndexOf('-', StringComparison.Ordinal);
        var number = dash > 0 && version.AsSpan(dash + 1).StartsWith("rc") ? version[..dash] : version;
        return Known.TryGetValue(program, out var known) && number.All(static character => char.IsAsciiDigit(character) || character == '.')
            && Version.TryParse(number.Contains('.', StringComparison.Ordinal) ? number : number + ".0", out var found)
            && new Version(found.Major, found.Minor, Math.Max(found.Build, 0)) < known.Mended
            ? string.Create(CultureInfo.InvariantCulture, $"{program} {version} is known to let containers out ({known.Advisory}); install {known.Mended} or newer, or the package of a distribution that mends it.")
            : null;
    }
}
