// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Oci.Layers;
using Slipway.TestKit;
using static Slipway.Check.Tests.TestImage;

namespace Slipway.Check.Tests;

/// <summary>npm and Python's importlib.metadata are the oracles: of folders of this machine, we find what they list.</summary>
public sealed class PackageOracleTests
{
    private const string Names = """
        import importlib.metadata, re, sys
        for found in importlib.metadata.distributions(path=sys.argv[1:]):
            print(re.sub(r"[-_.]+", "-", found.metadata["Name"]).lower(), found.version)
        """;

    [Fact]
    public async Task Python_packages_are_those_that_importlib_lists()
    {
        var python = Needs.Tool("python3");
        const string system = "/usr/lib/python3/dist-packages";
        if (!Directory.Exists(system))
            Needs.Lack($"it needs Python packages in '{system}'");
        using var folder = new TempFolder();
        foreach (var (path, text) in (IEnumerable<(string, string)>)[
            ("a/Mixed_Case.Name-1.0.post1.dist-info/METADATA", "Metadata-Version: 2.1\nName: Mixed_Case.Name\nVersion: 1.0.post1\nSummary: s\n\nName: body\n"),
            ("a/old-0.1.egg-info/PKG-INFO", "Metadata-Version: 1.0\nName: old\nVersion: 0.1\n"),
            ("a/older.egg-info", "Metadata-Version: 1.0\nName: older\nVersion: 0.0.1\n")])
            folder.Write(path, text);

        using var fixture = new CheckFixture();
        var inventory = await fixture.InventoryAsync([.. Metadata(system), .. Metadata(folder["a"])]);
        var theirs = (await Oracle.RunAsync(python, ["-c", Names, system, folder["a"]], TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        theirs.Length.ShouldBeGreaterThan(3);
        inventory.Packages.Where(package => package.Ecosystem == Ecosystem.Pypi).Select(package => $"{package.Name} {package.Version}").Order(StringComparer.Ordinal)
            .ShouldBe(theirs.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Node_packages_are_those_that_npm_lists()
    {
        var npm = Needs.Tool("npm");
        using var folder = new TempFolder();
        folder.Write("package.json", """{ "name": "root", "version": "0.0.0", "dependencies": { "a": "1.0.0", "@s/b": "2.0.0" } }""");
        folder.Write("node_modules/a/package.json", """{ "name": "a", "version": "1.0.0", "dependencies": { "c": "^1" } }""");
        folder.Write("node_modules/a/node_modules/c/package.json", """{ "name": "c", "version": "1.5.0" }""");
        folder.Write("node_modules/@s/b/package.json", """{ "name": "@s/b", "version": "2.0.0", "dependencies": { "c": "2.1.0-rc.1" } }""");
        folder.Write("node_modules/c/package.json", """{ "name": "c", "version": "2.1.0-rc.1" }""");
        folder.Write("node_modules/c/lib/package.json", """{ "name": "inner", "type": "module" }""");

        using var fixture = new CheckFixture();
        var files = Directory.GetFiles(folder.Path, "package.json", SearchOption.AllDirectories)
            .Select(path => File(Path.GetRelativePath("/", path), System.IO.File.ReadAllBytes(path))).ToList();
        var inventory = await fixture.InventoryAsync((IReadOnlyList<LayerEntry>)files);
        using var json = JsonDocument.Parse(await Oracle.RunAsync(npm, ["ls", "--all", "--json", "--prefix", folder.Path], TestContext.Current.CancellationToken));
        inventory.Packages.Select(package => $"{package.Name} {package.Version}").Order(StringComparer.Ordinal)
            .ShouldBe(Listed(json.RootElement).Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Listed(JsonElement package)
    {
        if (!package.TryGetProperty("dependencies", out var dependencies))
            yield break;
        foreach (var own in dependencies.EnumerateObject())
        {
            if (own.Value.TryGetProperty("version", out var version))
                yield return $"{own.Name} {version.GetString()}";
            foreach (var below in Listed(own.Value))
                yield return below;
        }
    }

    private static IEnumerable<LayerEntry> Metadata(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => path.Contains(".dist-info", StringComparison.Ordinal) || path.Contains(".egg-info", StringComparison.Ordinal))
            .Select(path => File(Path.GetRelativePath("/", path), System.IO.File.ReadAllBytes(path)));
}
