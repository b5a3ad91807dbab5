// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Slipway.EndToEnd.Tests;

/// <summary>
/// The mutations that <c>eng/mutations.sh</c> runs: what they say of the sources and tests still holds, and each class of attacks has one. Running them
/// is another matter, for it takes half an hour.
/// </summary>
public sealed partial class MutationTests
{
    // The classes of attacks on builders and of wrong answers, each with what it is about.
    private static readonly Dictionary<string, string> Classes = new()
    {
        ["traversal"] = "links and races in sources and targets of copies and mounts",
        ["cleanup"] = "deleting through a link",
        ["mounts"] = "keys and options of mounts",
        ["privilege"] = "capabilities, groups, entitlements",
        ["runtime"] = "open files, working directories, known runtimes",
        ["layers"] = "archives and layers",
        ["cache"] = "keys, and damaged or exchanged results",
        ["secrets"] = "what is given for a step alone",
        ["parser"] = "text and documents that ask for any amount",
        ["confusion"] = "documents that are two things at once",
        ["export"] = "what is written where an image goes",
        ["crash"] = "flushes, renames and leases of the store",
        ["claims"] = "what an image must not be said to be",
        ["policy"] = "what an image says of itself where it is to be let in",
        ["registry"] = "what a registry takes, keeps and hands out",
        ["containers"] = "what an agent makes of what a dead one left",
        ["transfer"] = "where credentials go, and when a name is set",
        ["network"] = "who reaches whom, and what a broken connection looks like",
        ["streams"] = "who is attached to a program, and what becomes of it when somebody is slow or killed",
        ["reports"] = "figures and documents that are read by others",
    };

    private static readonly string Root = FindRoot();

    public static IEnumerable<TheoryDataRow<string>> Mutations =>
        Directory.EnumerateFiles(Path.Combine(Root, "tests/mutations")).Select(static path => new TheoryDataRow<string>(Path.GetFileName(path)));

    [Theory]
    [MemberData(nameof(Mutations))]
    public void A_mutation_finds_its_text_once_and_its_tests(string name)
    {
        var fields = Read(name);
        fields.Select(static field => field.Name).Distinct().Where(static field => field != "schedules").ShouldBe(["class", "defends", "file", "find", "put", "project", "tests"], ignoreOrder: true);
        Classes.Keys.ShouldContain(Only(fields, "class"));
        var edits = fields.Where(static field => field.Name is "file" or "find" or "put").Chunk(3).ToList();
        foreach (var edit in edits)
        {
            edit.Select(static field => field.Name).ShouldBe(["file", "find", "put"]);
            var source = File.ReadAllText(Path.Combine(Root, edit[0].Text));
            Regex.Count(source, Regex.Escape(edit[1].Text)).ShouldBe(1, $"'{edit[1].Text}' in {edit[0].Text}");
            edit[2].Text.ShouldNotBe(edit[1].Text);
        }
        var sources = string.Concat(Directory.EnumerateFiles(Path.Combine(Root, "tests", Only(fields, "project")), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        foreach (var test in Only(fields, "tests").Split(' '))
            Regex.Count(sources, $@"\bpublic (async )?(Task|void) {Regex.Escape(test)}\(").ShouldBe(1, test);
    }

    [Fact]
    public void Every_class_of_attacks_has_a_mutation() =>
        Classes.Keys.Except(Directory.EnumerateFiles(Path.Combine(Root, "tests/mutations")).Select(static path => Only(Read(Path.GetFileName(path)), "class"))).ShouldBeEmpty();

    private static List<(string Name, string Text)> Read(string name) =>
        [.. File.ReadLines(Path.Combine(Root, "tests/mutations", name)).Select(static line => Field().Match(line)).Select(static match => match.Success
            ? (match.Groups[1].Value, match.Groups[2].Value) : throw new FormatException("a line is no 'field: text'"))];

    private static string Only(List<(string Name, string Text)> fields, string name) => fields.Single(field => field.Name == name).Text;

    private static string FindRoot([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));

    [GeneratedRegex("^([a-z]+): ?(.*)$")]
    private static partial Regex Field();
}
