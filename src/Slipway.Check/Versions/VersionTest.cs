// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>What a package's version must be beside another, <c>&gt;=18</c>, in the order of its ecosystem.</summary>
public sealed record VersionTest
{
    private static readonly string[] Relations = [">=", "<=", ">", "<", "="];

    private VersionTest(string relation, string version) => (Relation, Version) = (relation, version);

    /// <summary><c>=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c> or <c>&gt;=</c>.</summary>
    public string Relation { get; }

    /// <summary>The version that is compared with, as it is written.</summary>
    public string Version { get; }

    /// <summary>Reads an operator and a version; false, with what is wrong, when the text is not that, or the ecosystem has no such version.</summary>
    /// <param name="text">The text, from the operator on.</param>
    /// <param name="ecosystem">The ecosystem; null is any.</param>
    /// <param name="test">What was read.</param>
    /// <param name="problem">What is wrong.</param>
    public static bool TryParse(string text, Ecosystem? ecosystem, out VersionTest? test, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (test, problem) = (null, "");
        var relation = Array.Find(Relations, own => text.StartsWith(own, StringComparison.Ordinal));
        var version = relation is null ? "" : text[relation.Length..].Trim();
        if (version.Length == 0 || version.Any(character => char.IsWhiteSpace(character) || "<>=,".Contains(character, StringComparison.Ordinal)))
            problem = $"'{text}' is not a version to compare with; write one of {string.Join(' ', Relations)} and a version, '>=1.2'";
        else if (ecosystem is { } one && !PackageVersions.IsVersion(one, version))
            problem = $"'{version}' is not a version of {PackageVersions.Owner(one)}";
        else if (ecosystem is null && !Enum.GetValues<Ecosystem>().Any(any => PackageVersions.IsVersion(any, version)))
            problem = $"'{version}' is not a version of any ecosystem";
        else
            test = new(relation!, version);
        return test is not null;
    }

    /// <summary>Whether a package's version is as it must be; null where one of the two is no version of the ecosystem, so that they have no order.</summary>
    public bool? Accepts(InstalledPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        if (PackageVersions.Compare(package.Ecosystem, package.Version, Version) is not { } order)
            return Relation == "=" && package.Version.Length > 0 ? package.Version == Version : null;
        return Relation switch
        {
            ">=" => order >= 0,
            "<=" => order <= 0,
            ">" => order > 0,
            "<" => order < 0,
            _ => order == 0,
        };
    }

    /// <summary>As it is written.</summary>
    public override string ToString() => Relation + Version;
}
