// SPDX-License-Identifier: Apache-2.0
using System.Reflection;

namespace Slipway.EndToEnd.Tests;

/// <summary>The arrows between projects, as the design draws them.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Native"] = [],
        ["Oci"] = ["Native"],
        ["Dockerfile"] = ["Oci"],
        ["Distribution"] = ["Oci"],
        ["Packages"] = ["Distribution"],
        ["Containers"] = ["Oci"],
        ["Build"] = ["Containers", "Dockerfile", "Packages"],
        ["Check"] = ["Dockerfile", "Packages"],
        ["Fleet"] = ["Build", "Check"],
        ["Registry"] = ["Distribution"],
        ["Modules"] = ["Containers", "Distribution", "Check"],
        ["Server"] = ["Registry", "Modules", "Fleet"],
    };

    public static IEnumerable<TheoryDataRow<string>> Projects => Arrows.Keys.Select(static name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_knows_only_what_stands_above_it(string project)
    {
        var known = Assembly.Load($"Slipway.{project}").GetReferencedAssemblies()
            .Select(static name => name.Name!).Where(static name => name.StartsWith("Slipway.", StringComparison.Ordinal)).Select(static name => name["Slipway.".Length..]);

        known.Except(Above(project)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_library_has_its_arrows_here()
    {
        var libraries = Directory.EnumerateFiles(AppContext.BaseDirectory, "Slipway.*.dll").Select(Path.GetFileNameWithoutExtension)
            .Where(static name => !name!.EndsWith("Tests", StringComparison.Ordinal) && name != "Slipway.TestKit").Select(static name => name!["Slipway.".Length..]);

        libraries.ShouldBe(Arrows.Keys, ignoreOrder: true);
    }

    [Fact]
    public void Only_Native_calls_the_system()
    {
        foreach (var project in Arrows.Keys.Where(static name => name != "Native"))
        {
            var calls = Assembly.Load($"Slipway.{project}").GetTypes().SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                .Where(static method => method.Attributes.HasFlag(MethodAttributes.PinvokeImpl));
            calls.ShouldBeEmpty($"Slipway.{project} calls native code by itself");
        }
    }

    private static HashSet<string> Above(string project) => [.. Arrows[project].SelectMany(static name => Above(name).Append(name))];
}
