// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.IO.Enumeration;

namespace Slipway.Check;

/// <summary>
/// A package as a claim names it: <c>gcc</c> in every ecosystem, <c>deb:gcc</c> or <c>npm:@azure/event-hubs</c> in one;
/// <c>*</c> in the name stands for anything, <c>gcc-*</c>.
/// </summary>
/// <param name="Ecosystem">The one ecosystem; null is every one.</param>
/// <param name="Name">The name, with its scope.</param>
public sealed record PackagePattern(Ecosystem? Ecosystem, string Name)
{
    /// <summary>The prefixes there are.</summary>
    public static IReadOnlyList<string> Prefixes { get; } = ["deb", "npm"];

    /// <summary>Reads a pattern; false, with what is wrong, when the text is none.</summary>
    public static bool TryParse(string text, out PackagePattern? pattern, out string problem)
    {
        (pattern, problem) = (null, "");
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (prefix, name) = colon < 0 ? ("", text) : (text[..colon], text[(colon + 1)..]);
        Ecosystem? ecosystem = prefix switch { "deb" => Check.Ecosystem.Deb, "npm" => Check.Ecosystem.Npm, _ => null };
        if (colon >= 0 && ecosystem is null)
            problem = $"the ecosystem '{prefix}' is not one whose packages are read: {string.Join(", ", Prefixes)}";
        else if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters))
            problem = $"'{name}' is not a package's name";
        else if (name.AsSpan().Trim('*').IsEmpty)
            problem = $"'{name}' stands for every package";
        else
            pattern = new(ecosystem, name);
        return pattern is not null;
    }

    /// <summary>Whether a package is one of those that are meant.</summary>
    public bool Matches(InstalledPackage package) =>
        (Ecosystem is null || Ecosystem == package.Ecosystem) && FileSystemName.MatchesSimpleExpression(Name, package.Name, ignoreCase: false);

    /// <summary>As it is written.</summary>
    public override string ToString() => Ecosystem is { } ecosystem ? $"{ecosystem.ToString().ToLowerInvariant()}:{Name}" : Name;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._~@/*");
}
