// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.TestKit;

namespace Slipway.Check.Tests;

/// <summary>The order of versions, against comparisons that others published.</summary>
public sealed partial class VersionOrderTests
{
    [GeneratedRegex(@"\A(\S+) ([<=>]) (\S+)\z")]
    private static partial Regex Comparison();

    [Theory]
    [InlineData(Ecosystem.Deb, "debian-versions.txt", 10)]
    [InlineData(Ecosystem.Deb, "debian-versions-generated.txt", 7000)]
    [InlineData(Ecosystem.Apk, "alpine-versions.txt", 300)]
    [InlineData(Ecosystem.Apk, "alpine-versions-generated.txt", 6900)]
    [InlineData(Ecosystem.Npm, "semver-versions.txt", 30)]
    [InlineData(Ecosystem.Pypi, "pypi-versions.txt", 5)]
    [InlineData(Ecosystem.Pypi, "pypi-versions-generated.txt", 5500)]
    public void Versions_are_in_the_order_that_their_ecosystem_gives_them(Ecosystem ecosystem, string file, int least)
    {
        var compared = 0;
        var wrong = new List<string>();
        foreach (var line in File.ReadLines(Needs.Corpus($"versions/{file}")))
        {
            // What is no version has no order, and is left to nobody's guess.
            if (Comparison().Match(line) is not { Success: true } match || PackageVersions.Compare(ecosystem, match.Groups[1].Value, match.Groups[3].Value) is not { } order)
                continue;
            compared++;
            if (Math.Sign(order) != match.Groups[2].Value switch { "<" => -1, ">" => 1, _ => 0 })
                wrong.Add(line);
        }
        wrong.ShouldBeEmpty();
        compared.ShouldBeGreaterThan(least);
    }

    [Theory]
    [InlineData("deb:nodejs>=18", "18.19.0+dfsg-6", true)]
    [InlineData("deb:nodejs>=18", "16.20.2", false)]
    [InlineData("deb:nodejs<18.19", "18.19~rc1", true)]
    [InlineData("deb:nodejs=1:2.0-1", "1:2.0-1", true)]
    [InlineData("npm:x>=18", "18.0.0-rc.1", false)]
    [InlineData("npm:x<=1.10", "1.9.9", true)]
    [InlineData("pypi:x=1.0", "1.0.0", true)]
    [InlineData("pypi:x>1.0", "1.0.post1", true)]
    [InlineData("apk:x>1.2.3-r0", "1.2.3-r10", true)]
    [InlineData("apk:x<1.2", "1.2_rc1", true)]
    [InlineData("npm:x>1", "main", null)]
    [InlineData("npm:x=main", "main", null)]
    public void A_version_is_tested_in_the_order_of_its_ecosystem(string pattern, string version, bool? holds)
    {
        if (!PackagePattern.TryParse(pattern, out var parsed, out var problem))
        {
            holds.ShouldBeNull(problem);
            return;
        }
        parsed!.Version!.Accepts(new(parsed.Ecosystem!.Value, "x", version, "")).ShouldBe(holds);
        parsed.ToString().ShouldBe(pattern);
    }
}
