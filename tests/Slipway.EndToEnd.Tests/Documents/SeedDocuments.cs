// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.EndToEnd.Tests.Documents;

/// <summary>The documents that Slipway grew from, in the folder that <c>SLIPWAY_SEEDS</c> names; they are not part of the project.</summary>
internal static partial class SeedDocuments
{
    /// <summary>Their folder; skips the calling test where it is not given.</summary>
    public static string Require()
    {
        var folder = Environment.GetEnvironmentVariable("SLIPWAY_SEEDS");
        Assert.SkipUnless(folder is { Length: > 0 }, "it needs the documents, and SLIPWAY_SEEDS does not name their folder");
        return folder;
    }

    /// <summary>A command line in one form: one line, single spaces.</summary>
    public static string Normalize(string line) => Spaces().Replace(line.Replace("\\\n", " ", StringComparison.Ordinal).Trim(), " ");

    /// <summary>The command lines of the documents, each once.</summary>
    public static IReadOnlyList<string> Commands(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal)
            .SelectMany(static file => File.ReadAllText(file).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
            .Select(static line => Marks().Replace(Normalize(line), "")).Where(static line => Programs().IsMatch(line)).Distinct(StringComparer.Ordinal)];

    /// <summary>The rows of the list that was made of them: id and kind.</summary>
    public static IReadOnlyList<(string Id, string Kind)> Rows(string folder) =>
        [.. File.ReadAllLines(Path.Combine(folder, "rows.tsv")).Skip(1).Where(static line => line.Length > 0).Select(static line => line.Split('\t')).Select(static row => (row[0], row[3]))];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    // What stands before a command in lists and comparisons.
    [GeneratedRegex(@"^(- |❌ |✅ |# Use: )")]
    private static partial Regex Marks();

    [GeneratedRegex(@"^(IMAGE_NAME=\S+ )?(docker|docker-compose|trivy|grype|dive|htpasswd|gcloud|aws|curl|mkdir|apt-get|yum|\./scripts/\S+|\.\\scripts\\\S+|export|time docker|echo \$GITHUB_TOKEN)( \S.*|$)(?<! \.\.\.)")]
    private static partial Regex Programs();
}
