// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Slipway.Registry.Tests;

/// <summary>Another database must be able to take the place of SQLite by changing one folder.</summary>
public sealed partial class MetadataBorderTests
{
    [Fact]
    public void Nothing_of_the_registry_but_its_folder_of_records_knows_of_SQLite_or_holds_SQL()
    {
        var root = FindSources();
        var records = Path.Combine(root, "Metadata") + Path.DirectorySeparatorChar;
        var sources = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories).ToLookup(file => file.StartsWith(records, StringComparison.Ordinal));

        sources[true].Count(static file => OfDatabase().IsMatch(File.ReadAllText(file))).ShouldBeGreaterThan(10, "else this looks for the wrong words");
        sources[false].Where(static file => OfDatabase().IsMatch(File.ReadAllText(file))).Select(file => Path.GetRelativePath(root, file)).ShouldBeEmpty();
    }

    [GeneratedRegex("""Sqlite|"+\s*(SELECT|INSERT|UPDATE|DELETE|PRAGMA|WITH RECURSIVE)\s|\.Execute\(""")]
    private static partial Regex OfDatabase();

    private static string FindSources([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../src/Slipway.Registry"));
}
