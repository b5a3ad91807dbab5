// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Slipway.Dockerfile;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests;

/// <summary>
/// Wrong fleet files with all that is said of them, in <c>Wrong/*.txt</c>: <c>=== what is wrong</c>, the file, <c>---</c>, and what is told. A title that
/// ends with <c>(shape)</c> is of a file that the schema refuses as well; one with <c>(no YAML)</c> of one that no schema sees. Lines that begin with
/// <c>#!</c> say what stands beside the file: <c>#! --set …</c>, <c>#! --var …</c>. UPDATE_SNAPSHOTS=1 writes what is told; read it before you commit it.
/// </summary>
public sealed partial class WrongFileTests
{
    private const string Shape = " (shape)";
    private const string NoYaml = " (no YAML)";

    // Not told of a file: words of the parser's that are looked for, a name that is none, and what the tests of YAML, of packages and of selections tell.
    private static readonly string[] NotOfAFile =
    [
        "cannot start any token", "mapping values are not allowed", "invalid mapping", "quoted scalar", "did not find expected key", "'-' indicator", "no more is known", "what comes next is not YAML", "dockerfile-inline of ",
        "the file is larger than the ", "keep large texts in files of their own", "this byte is not UTF-8", "save the file as UTF-8", "a NUL character ends the text for YAML",
        "a value is expected here", "write one, or take out what stands before it", " bytes, more than the ", "copy it in a Dockerfile that is FROM this image",
        "' holds no target", "name images in it",
    ];

    [GeneratedRegex(@"\$?""(?<text>(?:[^""\\]|\\.)*)""")]
    private static partial Regex Literals();

    public static TheoryData<string> Topics => [.. Directory.EnumerateFiles(Folder()).Select(static path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Topics))]
    public void A_wrong_file_is_told_in_full(string topic)
    {
        var text = new StringBuilder();
        foreach (var wrong in Read(topic))
            text.Append($"=== {wrong.Title}\n{wrong.Text}---\n{wrong.Tell()}\n");
        Snapshot.MatchesFile(text.ToString().TrimEnd('\n') + "\n", Path.Combine(Folder(), topic + ".txt"));
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void Every_error_has_a_place_an_excerpt_and_what_to_do(string topic)
    {
        foreach (var wrong in Read(topic))
        {
            wrong.Problems().ShouldNotBeEmpty(wrong.Title);
            foreach (var problem in wrong.Problems())
            {
                var told = DiagnosticRenderer.Render(problem);
                told.ShouldMatch(@"\A[^:\n]+:[0-9]+:[0-9]+: error: ", wrong.Title);
                if (problem.Source.Text.Length > 0)
                    told.ShouldContain("^", customMessage: $"{wrong.Title}: {told}");
                problem.Help.ShouldNotBeNullOrEmpty($"{wrong.Title}: {told}");
            }
        }
    }

    [Fact]
    public async Task The_schema_refuses_what_is_wrong_in_shape_and_nothing_else()
    {
        var all = Topics.Select(static row => row.Data).SelectMany(Read).Where(static wrong => !wrong.Title.EndsWith(NoYaml, StringComparison.Ordinal)).ToList();
        all.Count(static wrong => wrong.Title.EndsWith(Shape, StringComparison.Ordinal)).ShouldBeGreaterThan(30);
        foreach (var (wrong, problems) in all.Zip(await SchemaOracle.JudgeAsync(all.Select(static wrong => wrong.Text))))
            (problems.Count > 0).ShouldBe(wrong.Title.EndsWith(Shape, StringComparison.Ordinal), $"{wrong.Title}\n{wrong.Text}{string.Join('\n', problems)}");
    }

    [Fact]
    public void Every_message_of_the_readers_is_told_by_one_of_them()
    {
        var told = string.Concat(Topics.Select(static row => row.Data).SelectMany(Read).Select(static wrong => wrong.Tell()));
        var sources = ((string[])["Reading", "Targets", "Yaml"]).SelectMany(static folder => Directory.EnumerateFiles(Path.Combine(Sources(), folder), "*.cs"))
            .Where(static path => !Path.GetFileName(path).Contains("Claim", StringComparison.Ordinal)); // those are told of in the tests of claims
        var missing = sources.SelectMany(path => File.ReadLines(path).Where(static line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && !line.Contains("GeneratedRegex", StringComparison.Ordinal))
                .SelectMany(static line => Literals().Matches(line)).Select(static literal => Regex.Replace(literal.Groups["text"].Value, @"\\(.)", "$1"))
                .Select(Whole).Where(text => text.Trim().Contains(' ', StringComparison.Ordinal) && !NotOfAFile.Any(own => text.Contains(own, StringComparison.Ordinal)) && !Regex.IsMatch(told, Pattern(text), RegexOptions.None, TimeSpan.FromSeconds(10)))
                .Select(text => $"{Path.GetFileName(path)}: {text}"))
            .Distinct().ToList();
        missing.ShouldBeEmpty(string.Join("\n", missing));
    }

    [Fact]
    public void A_group_that_holds_nothing_can_be_asked_for()
    {
        var told = FleetText.Expand("fleet: shop\nimages: { app: {} }\ngroup: { a: [b], b: [a] }\n").Select(["a"]).Diagnostics.ShouldHaveSingleItem();
        (told.Message, told.Help).ShouldBe(("the group 'a' holds no target", "name images in it"));
    }

    [Fact]
    public void A_file_for_a_composed_image_is_bounded()
    {
        using var folder = new TempFolder();
        using (var large = File.Create(folder["large"]))
            large.SetLength(17 * 1024 * 1024);
        var file = FleetFile.Read(SourceText.From("slipway.yaml", "fleet: f\nimages: { a: { packages: { from: debian/bookworm, files: { /x: { source: large } } } } }\n"), folder.Path);
        var told = FleetTargets.Expand(file).Diagnostics.ShouldHaveSingleItem();
        told.Message.ShouldEndWith("large' has 17825792 bytes, more than the 16777216 that a file here may have");
        told.Help.ShouldBe("copy it in a Dockerfile that is FROM this image");
    }

    // What stands before a hole that a quote cuts, or nothing of what stands behind one.
    private static string Whole(string literal)
    {
        if (literal.StartsWith(", ", StringComparison.Ordinal))
            return "";
        var open = new Stack<int>();
        for (var at = 0; at < literal.Length; at++)
        {
            if (literal[at] == '{')
                open.Push(at);
            else if (literal[at] == '}' && !open.TryPop(out _))
                return "";
        }
        return open.Count > 0 ? literal[..open.Last()] : literal;
    }

    // A literal with anything in its holes, which may hold braces and texts of their own.
    private static string Pattern(string literal)
    {
        var pattern = new StringBuilder();
        var depth = 0;
        for (var at = 0; at < literal.Length; at++)
        {
            if (depth == 0 && at + 1 < literal.Length && literal[at] is '{' or '}' && literal[at + 1] == literal[at])
                pattern.Append(Regex.Escape(literal[at++].ToString()));
            else if (literal[at] == '{' && depth++ == 0)
                pattern.Append(".*");
            else if (literal[at] == '}')
                depth--;
            else if (depth == 0)
                pattern.Append(Regex.Escape(literal[at].ToString()));
        }
        return pattern.ToString();
    }

    private static IReadOnlyList<WrongFile> Read(string topic) =>
    [
        .. ("\n" + File.ReadAllText(Path.Combine(Folder(), topic + ".txt"))).Split("\n=== ").Skip(1).Select(static section =>
        {
            var title = section[..section.IndexOf('\n', StringComparison.Ordinal)];
            var text = section[(title.Length + 1)..].Split("---\n", 2)[0];
            return new WrongFile(title, text);
        }),
    ];

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Wrong");

    private static string Sources([CallerFilePath] string file = "") => Path.GetFullPath("../../../src/Slipway.Fleet", Path.GetDirectoryName(file)!);
}
