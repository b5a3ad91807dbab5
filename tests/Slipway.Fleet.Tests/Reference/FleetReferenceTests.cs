// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Dockerfile;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests;

/// <summary>The schema and the reference page: made from one table, to which the reader is held here.</summary>
public sealed partial class FleetReferenceTests
{
    // A whole file in which '@' stands for a part of one, by the part's name in the schema.
    private static readonly Dictionary<string, string> Frames = new()
    {
        ["file"] = "@",
        ["variable"] = "{ fleet: f, images: { app: {} }, variable: { V: @ } }",
        ["group"] = "{ fleet: f, images: { app: { matrix: { backend: [redis] } }, base: {} }, group: { g: @ } }",
        ["image"] = Image("@"),
        ["matrix"] = Image("{ matrix: @ }"),
        ["when"] = "{ fleet: f, version: 1.2.3, images: { base: {}, app: { matrix: { backend: [redis, kafka] }, tags: ['x-{backend}'], when: [@] } } }",
        ["secret"] = Image("{ secret: @ }"),
        ["ssh"] = Image("{ ssh: @ }"),
        ["packages"] = Image("{ packages: @ }"),
        ["packages-source"] = Image("{ packages: { from: debian/bookworm, sources: [@] } }"),
        ["packages-user"] = Image("{ packages: { from: debian/bookworm, users: [@] } }"),
        ["packages-file"] = Image("{ packages: { from: debian/bookworm, files: { /a: @ } } }"),
        ["claims"] = Image("{ claims: @ }"),
        ["claims-of-platform"] = Image("{ claims: { platforms: { linux/amd64: @ } } }"),
        ["claims-entry"] = Image("{ claims: { labels: { kind: @ } } }"),
        ["claims-user"] = Image("{ claims: { user: @ } }"),
        ["claims-healthcheck"] = Image("{ claims: { healthcheck: @ } }"),
        ["claims-none"] = Image("{ claims: { cmd: @ } }"),
        ["claims-presence"] = Image("{ claims: { ports: @ } }"),
        ["claims-files"] = Image("{ claims: { files: @ } }"),
        ["claims-content"] = Image("{ claims: { files: { content: { /etc/motd: @ } } } }"),
        ["claims-difference"] = Image("{ claims: { size: { saves: @ } } }"),
        ["claims-layers"] = Image("{ claims: { layers: @ } }"),
        ["claims-size"] = Image("{ claims: { size: @ } }"),
        ["claims-compressed"] = Image("{ claims: { size: { compressed: @ } } }"),
        ["claims-command"] = Image("{ claims: { commands: [@] } }"),
        ["module"] = "{ fleet: f, images: { app: {} }, modules: { redis: { docker_image: redis }, web: @ } }",
        ["listed-module"] = "{ fleet: f, images: { app: {} }, modules: [{ module_name: redis, docker_image: redis }, @] }",
        ["health-check"] = "{ fleet: f, images: { app: {} }, modules: { web: { image: app, health_check: @ } } }",
    };

    [GeneratedRegex(@"(?<!\$)(?<quotes>""{3,})\r?\n(?<text>.*?)\r?\n(?<indent>[ ]*)\k<quotes>", RegexOptions.Singleline)]
    private static partial Regex RawStrings();

    [GeneratedRegex(@"(?<![$@""])""(?<text>(?:[^""\\\r\n]|\\.)+)""")]
    private static partial Regex Strings();

    public static TheoryData<string> Parts => [.. FleetFileReference.Parts.Select(static part => part.Name)];

    [Fact]
    public void The_schema_that_is_published_is_the_one_that_is_made() => Snapshot.MatchesFile(FleetFileReference.ToJsonSchema(), Document("slipway.schema.json"));

    [Fact]
    public void The_page_that_is_published_is_the_one_that_is_made() => Snapshot.MatchesFile(FleetFileReference.ToMarkdown(), Document("fleet-file.md"));

    [Theory]
    [MemberData(nameof(Parts))]
    public void The_reader_knows_the_words_of_the_table_and_no_others(string part)
    {
        if (part == "matrix")
            return; // Its other words are the file's own: see below.
        // A word that is like no other is answered with all that are known.
        var needed = FleetFileReference.Parts.Single(own => own.Name == part).Needed;
        var problem = Read(part, $"{{ {needed}qqqqqqqqqqqqqqqqqq: 1 }}").Diagnostics.First(diagnostic => diagnostic.Message.EndsWith("has no 'qqqqqqqqqqqqqqqqqq'", StringComparison.Ordinal));
        var known = problem.Help!["it has ".Length..].Split(", ").Order(StringComparer.Ordinal);
        known.ShouldBe(FleetFileReference.Parts.Single(own => own.Name == part).Words.Order(StringComparer.Ordinal), $"mend the table of '{part}' in src/Slipway.Fleet/Reference, then run the tests with UPDATE_SNAPSHOTS=1");
    }

    [Theory]
    [InlineData("include")]
    [InlineData("exclude")]
    public void A_matrix_takes_these_words_for_itself(string word) =>
        Read("matrix", $"{{ {word}: [x], a: [b] }}").Diagnostics.ShouldContain(diagnostic => diagnostic.Message.StartsWith($"an entry of '{word}' is a map", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Every_example_of_the_reference_is_read_and_validates(string part)
    {
        using var folder = new TempFolder();
        foreach (var name in (string[])["vendor.asc", "app.conf", "keys/deploy"])
            folder.Write(name, "x");
        var texts = FleetFileReference.Parts.Single(own => own.Name == part).Examples.Select(example => Frame(part, example)).ToList();
        foreach (var text in texts)
        {
            var options = new FleetReadOptions { Environment = static name => name == "SSH_AUTH_SOCK" ? "/run/agent" : null };
            var problems = FleetTargets.Expand(FleetFile.Read(SourceText.From("slipway.yaml", text), folder.Path, options)).Diagnostics;
            problems.Select(static problem => DiagnosticRenderer.Render(problem)).ShouldBeEmpty(text);
        }
        foreach (var (text, problems) in texts.Zip(await SchemaOracle.JudgeAsync(texts)))
            problems.ShouldBeEmpty(text);
    }

    [Fact]
    public void Every_word_of_Bakes_targets_is_known_or_refused_with_a_reason()
    {
        var known = FleetFileReference.Parts.Single(static part => part.Name == "image").Words;
        foreach (var word in BakeField.All.Select(static field => field.Name).Append("matrix").Append("name").Except(known))
            FleetText.ImageProblems($"{word}: x").ShouldHaveSingleItem().ShouldStartWith($"5:5: '{word}' is not supported | ");
    }

    [Fact]
    public async Task Every_example_fleet_validates()
    {
        var folder = Path.Combine(Root(), "examples");
        var files = Directory.EnumerateFiles(folder, FleetFile.FileName, SearchOption.AllDirectories).Where(static path => !path.Contains("node_modules", StringComparison.Ordinal)).ToList();
        files.ShouldNotBeEmpty();
        foreach (var (file, problems) in files.Zip(await SchemaOracle.JudgeAsync(files.Select(File.ReadAllText))))
            problems.ShouldBeEmpty(file);
    }

    [Fact]
    public async Task Every_fleet_file_that_the_tests_read_well_validates()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Root(), "tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);
        var texts = sources.SelectMany(static source => RawStrings().Matches(source).Select(static match => Dedented(match.Groups["text"].Value, match.Groups["indent"].Length))
                .Concat(Strings().Matches(source).Select(static match => match.Groups["text"].Value).Where(IsFleet).Select(Regex.Unescape)))
            .Where(IsFleet)
            .Where(static text => !FleetText.Read(text).HasErrors).Distinct().ToList();
        texts.Count.ShouldBeGreaterThan(20);
        foreach (var (text, problems) in texts.Zip(await SchemaOracle.JudgeAsync(texts)))
            problems.ShouldBeEmpty(text);
    }

    private static bool IsFleet(string text) => text.Contains("fleet: ", StringComparison.Ordinal) && text.Contains("images:", StringComparison.Ordinal);

    private static string Image(string image) => $"{{ fleet: f, version: 1.2.3, variable: {{ backend: redis }}, images: {{ base: {{}}, app: {image} }} }}";

    private static string Frame(string part, string fields) => Frames[part].Replace("@", fields, StringComparison.Ordinal);

    private static FleetFile Read(string part, string fields) => FleetText.Read(Frame(part, fields));

    private static string Dedented(string text, int indent) => string.Join('\n', text.Split('\n').Select(line => line.Length >= indent ? line[indent..] : line)) + "\n";

    private static string Root() => Path.GetDirectoryName(Path.GetDirectoryName(Example.Folder("openhqm")))!;

    private static string Document(string name) => Path.Combine(Root(), "docs", "reference", name);
}
