// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.IO.Enumeration;

namespace Slipway.Check;

/// <summary>
/// A package as a claim names it: <c>gcc</c> in every ecosystem, <c>deb:gcc</c> or <c>npm:@azure/event-hubs</c> in one; <c>*</c> in the name
/// stands for anything, <c>gcc-*</c>; a version may follow, <c>nodejs&gt;=18</c>.
/// </summary>
/// <param name="Ecosystem">The one ecosystem; null is every one.</param>
/// <param name="Name">The name, with its scope.</param>
public sealed record PackagePattern(Ecosystem? Ecosystem, string Name)
{
    private static readonly SearchValues<char> Operators = SearchValues.Create("<>=");

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._~@/*");

    /// <summary>The prefixes there are.</summary>
    public static IReadOnlyList<string> Prefixes { get; } = [.. Enum.GetNames<Ecosystem>().Select(name => name.ToLowerInvariant())];

    /// <summary>What is claimed of its version; null says nothing of that.</summary>
    public VersionTest? Version { get; init; }

    /// <summary>Reads a pattern; false, with what is wrong, when the text is none.</summary>
    public static bool TryParse(string text, out PackagePattern? pattern, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (pattern, problem) = (null, "");
        var at = text.AsSpan().IndexOfAny(Operators);
        var (head, tail) = at < 0 ? (text, "") : (text[..at].TrimEnd(), text[at..]);
        var colon = head.IndexOf(':', StringComparison.Ordinal);
        var (prefix, name) = colon < 0 ? ("", head) : (head[..colon], head[(colon + 1)..]);
        var ecosystem = FindEcosystem(prefix);
        VersionTest? version = null;
        if (colon >= 0 && ecosystem is null)
            problem = $"the ecosystem '{prefix}' is not one whose packages are read: {string.Join(", ", Prefixes)}";
        else if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters))
            problem = $"'{name}' is not a package's name";
        else if (name.AsSpan().Trim('*').IsEmpty)
            problem = $"'{name}' stands for every package";
        else if (at < 0 || VersionTest.TryParse(tail, ecosystem, out version, out problem))
            pattern = new(ecosystem, name) { Version = version };
        return pattern is not null;
    }

    /// <summary>Whether a package has the name that is meant, whatever its version.</summary>
    public bool Matches(InstalledPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        if (Ecosystem is not null && Ecosystem != package.Ecosystem)
            return false;
        var name = package.Ecosystem == Check.Ecosystem.Pypi ? PythonName.Normalise(Name) : Name;
        return FileSystemName.MatchesSimpleExpression(name, package.Name, ignoreCase: false);
    }

    /// <summary>As it is written.</summary>
    public override string ToString() => $"{(Ecosystem is { } ecosystem ? $"{ecosystem.ToString().ToLowerInvariant()}:" : "")}{Name}{Version}";

    private static Ecosystem? FindEcosystem(string prefix)
    {
        var at = Prefixes.ToList().IndexOf(prefix);
        return at < 0 ? null : Enum.GetValues<Ecosystem>()[at];
    }
}
