// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Packages;

/// <summary>One name in a field of relations between packages (Debian policy 7.1): <c>name[:architecture] [(relation version)] [[architectures]]</c>.</summary>
/// <param name="Name">The package, real or virtual.</param>
/// <param name="Relation">How its version must stand to <paramref name="Version"/>.</param>
/// <param name="Version">The version; meaningless where the relation is any.</param>
internal sealed partial record PackageRelation(string Name, VersionRelation Relation, DebianVersion Version)
{
    /// <summary>The architecture after the name: <c>any</c>, another, or null.</summary>
    public string? Qualifier { get; init; }

    /// <summary>Reads a field, as groups of alternatives; what is for other architectures is left out.</summary>
    /// <exception cref="FormatException">It is no such field.</exception>
    public static IReadOnlyList<IReadOnlyList<PackageRelation>> ParseField(string? field, string architecture)
    {
        if (string.IsNullOrWhiteSpace(field))
            return [];
        return [.. field.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(group => (IReadOnlyList<PackageRelation>)[.. group.Split('|', StringSplitOptions.TrimEntries)
                .Select(one => Parse(one, architecture)).OfType<PackageRelation>()])
            .Where(static group => group.Count > 0)];
    }

    /// <summary>Whether a version of the package will do.</summary>
    public bool Admits(DebianVersion version) => Relation switch
    {
        VersionRelation.Any => true,
        VersionRelation.Earlier => version < Version,
        VersionRelation.NotLater => version <= Version,
        VersionRelation.Same => version.CompareTo(Version) == 0,
        VersionRelation.NotEarlier => version >= Version,
        _ => version > Version,
    };

    /// <summary>As policy writes it.</summary>
    public override string ToString()
    {
        var word = Relation switch
        {
            VersionRelation.Earlier => "<<",
            VersionRelation.NotLater => "<=",
            VersionRelation.Same => "=",
            VersionRelation.NotEarlier => ">=",
            _ => ">>",
        };
        return $"{Name}{(Qualifier is null ? "" : $":{Qualifier}")}{(Relation == VersionRelation.Any ? "" : $" ({word} {Version})")}";
    }

    // Null where it is for other architectures.
    private static PackageRelation? Parse(string text, string architecture)
    {
        var match = Grammar().Match(text);
        if (!match.Success)
            throw new FormatException($"'{text}' is not a relation to a package; expected 'name (>= version)'.");
        if (match.Groups["architectures"] is { Success: true } list && !Holds(list.Value, architecture))
            return null;
        var relation = match.Groups["relation"].Value switch
        {
            "" => VersionRelation.Any,
            "<<" => VersionRelation.Earlier,
            "<=" or "<" => VersionRelation.NotLater, // a lone sign is an old spelling (policy 7.1)
            "=" => VersionRelation.Same,
            ">=" or ">" => VersionRelation.NotEarlier,
            _ => VersionRelation.Later,
        };
        return new(match.Groups["name"].Value, relation, relation == VersionRelation.Any ? default : DebianVersion.Parse(match.Groups["version"].Value))
        {
            Qualifier = match.Groups["qualifier"] is { Success: true } qualifier ? qualifier.Value : null,
        };
    }

    private static bool Holds(string list, string architecture)
    {
        var words = list.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        bool Names(string word) => word == architecture || word is "any" or "linux-any" || word == $"any-{architecture}";
        return words.Any(static word => word.StartsWith('!')) ? !words.Any(word => Names(word.TrimStart('!'))) : words.Any(Names);
    }

    [GeneratedRegex(
        @"\A(?<name>[A-Za-z0-9][A-Za-z0-9+._-]*)(:(?<qualifier>[a-z0-9-]+))?\s*(\(\s*(?<relation><<|<=|>=|>>|=|<|>)\s*(?<version>[^\s)]+)\s*\))?\s*(\[(?<architectures>[^\]]*)\])?\s*(<[^>]*>\s*)*\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Grammar();
}
