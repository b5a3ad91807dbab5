// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.EndToEnd.Tests.Documents;

/// <summary>The tests that pages may name: <c>Class.Method</c> of any test project, and <c>path#name</c> of an example's own tests.</summary>
internal static partial class NamedTests
{
    private static readonly Lazy<HashSet<string>> Known = new(static () =>
        [.. Directory.EnumerateFiles(ProjectFolder.File("tests"), "*Tests.cs", SearchOption.AllDirectories).SelectMany(static file => Of(File.ReadAllText(file)))]);

    /// <summary>Whether a test of that name is there, and is run.</summary>
    public static bool Has(string name) => name.Split('#') is [var path, var title] ? HasInExample(path, title) : Known.Value.Contains(name);

    // An example's test is named by its file and by a text in quotes (Node.js) or a function (Python).
    private static bool HasInExample(string path, string title) => File.Exists(ProjectFolder.File(path))
        && File.ReadLines(ProjectFolder.File(path)).Any(line => NodeTest().Match(line) is { Success: true } test ? test.Groups["name"].Value == title : line.Trim().StartsWith($"def {title}(", StringComparison.Ordinal));

    // Of a class the methods that xunit runs; one that is skipped by its attribute shows nothing.
    private static IEnumerable<string> Of(string source)
    {
        if (Class().Match(source) is not { Success: true } found)
            yield break;
        foreach (Match method in Method().Matches(source))
        {
            if (!method.Groups["attributes"].Value.Contains("Skip =", StringComparison.Ordinal))
                yield return $"{found.Groups["name"].Value}.{method.Groups["name"].Value}";
        }
    }

    [GeneratedRegex(@"^\s*public (?:sealed |partial )*class (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Class();

    [GeneratedRegex(@"(?<attributes>\[(?:Fact|Theory)\b[^\n]*\n(?:\s*\[[^\n]*\n|\s*(?://|#)[^\n]*\n)*)\s*public (?:static )?(?:async )?[\w<>]+ (?<name>\w+)\(")]
    private static partial Regex Method();

    [GeneratedRegex(@"^\s*(?:await )?(?:test|it)\((?<quote>['""`])(?<name>.*?)\k<quote>")]
    private static partial Regex NodeTest();
}
