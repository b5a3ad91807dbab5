// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Packages;

/// <summary>Which base image to make.</summary>
public sealed partial record BaseImageRequest
{
    /// <summary>What it is made of.</summary>
    public required BaseName From { get; init; }

    /// <summary>Further Debian packages, each <c>name[:arch][=version]</c>; what they depend on comes too, what they recommend doesn't. The default is none.</summary>
    /// <exception cref="FormatException">One is not a package's name.</exception>
    public IReadOnlyList<string> Include
    {
        get;
        init => field = [.. value.Select(Checked).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    } = [];

    /// <summary>What it runs on. The default is this machine's platform.</summary>
    public Platform Platform { get; init; } = Platform.Host;

    /// <summary>The name it gets; null, the default, stands for <see cref="BaseName.Reference"/> where nothing is included, and for none otherwise.</summary>
    public ImageReference? Name { get; init; }

    /// <summary>The name it gets in the store, or null.</summary>
    public ImageReference? EffectiveName => (Name ?? (Include.Count == 0 ? From.Reference : null))?.WithDefaultTag();

    /// <summary>
    /// The packages that a Debian base is composed from, for all platforms alike; their own scripts are to run. A slim one has no documentation, manual pages and
    /// translations.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is no Debian base.</exception>
    public PackagesRequest ToPackages() => new()
    {
        Suite = From.Suite ?? throw new InvalidOperationException($"The base '{From}' is not made of packages."),
        Include = Include,
        Base = PackageBase.Full,
        Platform = Platform,
        Remove = From.Kind == BaseKind.DebianSlim ? RemovedPaths.Default : RemovedPaths.None,
    };

    // Debian policy 5.6.1; whatever else apt takes as a package (patterns, paths, a trailing '-') is not one.
    [GeneratedRegex(@"\A[a-z0-9][a-z0-9+.-]*[a-z0-9+.](:[a-z0-9-]+)?(=[A-Za-z0-9.+:~-]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex PackageGrammar();

    internal static string Checked(string package) => PackageGrammar().IsMatch(package)
        ? package
        : throw new FormatException($"'{package}' is not the name of a Debian package; "
            + "expected lower-case letters, digits, '+', '.' and '-', with ':arch' or '=version' after it at most.");
}
