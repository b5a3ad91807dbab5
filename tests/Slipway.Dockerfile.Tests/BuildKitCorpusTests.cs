// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.TestKit;

namespace Slipway.Dockerfile.Tests;

/// <summary>BuildKit's own cases: what its parser and its expansion are tested with.</summary>
public class BuildKitCorpusTests
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    [Fact]
    public void Every_tree_is_the_tree_that_buildkit_reads()
    {
        var folders = Directory.GetDirectories(Needs.Corpus("buildkit-parser/testfiles"));
        folders.Length.ShouldBe(33);
        folders.ShouldSatisfyAllConditions([.. folders.Select(folder => (Action)(() =>
        {
            var syntax = DockerfileParser.Parse(Read(Path.Combine(folder, "Dockerfile")));
            SyntaxDump.Dump(syntax).ShouldBe(File.ReadAllText(Path.Combine(folder, "result")), Path.GetFileName(folder));
            syntax.Diagnostics.ShouldBeEmpty(Path.GetFileName(folder));
        }))]);
    }

    [Fact]
    public void What_buildkit_refuses_is_refused()
    {
        var folders = Directory.GetDirectories(Needs.Corpus("buildkit-parser/testfiles-negative"));
        folders.Length.ShouldBe(4);
        foreach (var folder in folders)
            DockerfileModel.Parse(Read(Path.Combine(folder, "Dockerfile"))).HasErrors.ShouldBeTrue(Path.GetFileName(folder));
    }

    [Fact]
    public void Instructions_span_the_lines_that_buildkit_says()
    {
        var syntax = DockerfileParser.Parse(Read(Needs.Corpus("buildkit-parser/testfile-line/Dockerfile")));
        syntax.Instructions.Select(instruction => (instruction.StartLine, instruction.EndLine)).ShouldBe([(5, 5), (11, 12), (17, 31)]);
    }

    [Fact]
    public void Every_dockerfile_is_written_back_as_it_was()
    {
        var files = Directory.GetFiles(Needs.Corpus("."), "Dockerfile*", SearchOption.AllDirectories);
        files.Length.ShouldBeGreaterThan(70);
        foreach (var file in files)
        {
            var source = Read(file);
            var syntax = DockerfileParser.Parse(source);
            source.Encode(syntax.ToFullString()).ShouldBe(File.ReadAllBytes(file), file);
        }
    }

    [Fact]
    public void Real_dockerfiles_have_no_problems()
    {
        foreach (var file in Directory.GetFiles(Needs.Corpus("dockerfiles"), "Dockerfile*", SearchOption.AllDirectories))
            DockerfileModel.Parse(Read(file)).Diagnostics.ShouldBeEmpty(file);
    }

    [Fact]
    public void What_buildkit_builds_with_warnings_has_no_errors()
    {
        foreach (var line in File.ReadLines(Needs.Corpus("buildkit-lint.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            var model = TestDockerfile.Parse(row.RootElement.GetProperty("dockerfile").GetString()!);
            var fails = row.RootElement.TryGetProperty("build_error", out var error) && error.GetBoolean();
            (model.HasErrors && !fails).ShouldBeFalse(line + TestDockerfile.Render(model));
        }
    }

    [Fact]
    public void Variables_expand_as_in_buildkit()
    {
        var variables = new Dictionary<string, string> { ["PWD"] = "/home", ["SHELL"] = "bash", ["KOREAN"] = "한국어", ["NULL"] = "" };
        var expander = new WordExpander('\\');
        var rows = 0;
        foreach (var line in File.ReadLines(Needs.Corpus("buildkit-parser/envVarTest")))
        {
            var row = line.StartsWith('#') ? "" : line;
            if (row.Split('|') is not [var system, var input, var expected] || system == "W")
                continue;
            rows++;
            var result = expander.Expand(input.Trim(), variables);
            if (expected.Trim() == "error")
                result.Problem.ShouldNotBeNull(line);
            else
                (result.Problem?.Message, result.Text).ShouldBe((null, expected.Trim()), line);
        }
        rows.ShouldBe(228);
    }

    [Fact]
    public void Words_split_as_in_buildkit()
    {
        var variables = new Dictionary<string, string>();
        foreach (var line in File.ReadLines(Needs.Corpus("buildkit-parser/wordsTest")))
        {
            if (line.StartsWith('#'))
                continue;
            if (line.StartsWith("ENV ", StringComparison.Ordinal))
            {
                var pair = line[4..].Split('=', 2);
                variables[pair[0]] = pair[1];
                continue;
            }
            var parts = line.Split('|');
            var result = new WordExpander('\\').Expand(parts[0].Trim(), variables);
            if (parts[1].Trim() == "error")
                result.Problem.ShouldNotBeNull(line);
            else
                result.Words.ShouldBe(parts[1].TrimStart().Split(','), line);
        }
    }

    [Fact]
    public void Modifiers_find_and_miss_the_variables_that_they_do_in_buildkit()
    {
        var cases = JsonSerializer.Deserialize<LexCase[]>(File.ReadAllText(Needs.Corpus("buildkit-parser/lex.json")), Snake)!;
        foreach (var row in cases)
        {
            // The one row whose variable the corpus leaves out: all that needs an escape somewhere.
            if (row.Input.StartsWith("${FOO#()", StringComparison.Ordinal))
                row.Env["FOO"] = "()[]{}^$.*?|\\x";
            var result = new WordExpander('\\').Expand(row.Input, row.Env);
            (result.Problem is not null).ShouldBe(row.Error, $"{row.Input}: {result.Problem}");
            if (row.Error)
                continue;
            result.Text.ShouldBe(row.Expected, row.Input);
            result.Used.Select(use => use.Name).Distinct().Order().ShouldBe(row.Matches.Order(), row.Input);
            result.Unset.Select(use => use.Name).Distinct().Order().ShouldBe(row.Unmatched.Order(), row.Input);
        }
    }

    [Fact]
    public void Heredocs_are_those_that_buildkit_extracts()
    {
        var vectors = JsonSerializer.Deserialize<HeredocVectors>(File.ReadAllText(Needs.Corpus("buildkit-parser/heredocs.json")), Snake)!;
        var syntax = DockerfileParser.Parse(SourceText.From("Dockerfile", vectors.Dockerfile));
        var found = syntax.Instructions.Skip(1).Select(instruction => instruction.Heredocs.Select(
            heredoc => new HeredocCase(heredoc.Name, heredoc.Body.Text, heredoc.Expands, heredoc.StripsTabs, heredoc.FileDescriptor)));
        // "USER <<INVALID" leaves a line that is no instruction; it is one of the list there too.
        found.Select(list => list.ToArray()).ShouldBe(vectors.Heredocs.Select(list => list ?? []), new ListComparer());
        syntax.ToFullString().ShouldBe(vectors.Dockerfile);
    }

    [Fact]
    public void Heredoc_marks_are_those_of_buildkit()
    {
        var vectors = JsonSerializer.Deserialize<HeredocVectors>(File.ReadAllText(Needs.Corpus("buildkit-parser/heredocs.json")), Snake)!;
        foreach (var mark in vectors.ValidNamesEof!)
            HeredocMark.TryParse(Word.FromText("", mark))?.Name.ShouldBe("EOF", mark);
        foreach (var mark in vectors.Invalid!.Concat(vectors.NotHeredoc!))
            HeredocMark.TryParse(Word.FromText("", mark)).ShouldBeNull(mark);
    }

    internal static SourceText Read(string path) => SourceText.FromBytes(path, File.ReadAllBytes(path));

    internal sealed record LexCase(string Input, Dictionary<string, string> Env, string? Expected, bool Error, string[] Matches, string[] Unmatched);

    internal sealed record HeredocCase(string Name, string Content, bool Expand, bool Chomp, int Fd);

    internal sealed record HeredocVectors(string Dockerfile, HeredocCase[]?[] Heredocs)
    {
        [System.Text.Json.Serialization.JsonPropertyName("valid_names_EOF")]
        public string[]? ValidNamesEof { get; init; }

        public string[]? Invalid { get; init; }

        public string[]? NotHeredoc { get; init; }
    }

    private sealed class ListComparer : IEqualityComparer<HeredocCase[]>
    {
        public bool Equals(HeredocCase[]? left, HeredocCase[]? right) => left!.SequenceEqual(right!);

        public int GetHashCode(HeredocCase[] list) => list.Length;
    }
}
