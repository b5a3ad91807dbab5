// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Dockerfile.Tests;

/// <summary>Text made to exhaust the stack, the memory or the patience of who reads it.</summary>
public sealed class HostileTextTests
{
    // What takes longer would never end.
    private static readonly TimeSpan Forever = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    [InlineData("\"", "")]
    [InlineData("${a:-", "}")]
    [InlineData("${a/b/", "}")]
    [InlineData("<<A ", "")]
    [InlineData("\\\n", "x")]
    [InlineData("ONBUILD ", "RUN x")]
    [InlineData("--mount=type=bind ", "x")]
    [InlineData("'", "")]
    public void Nesting_and_repeating_end_with_an_instruction_or_a_problem(string open, string close)
    {
        foreach (var keyword in new[] { "RUN", "CMD", "ENV a=", "COPY", "LABEL x=", "ONBUILD RUN", "ADD" })
        {
            var text = $"FROM scratch\n{keyword} " + string.Concat(Enumerable.Repeat(open, 20_000)) + string.Concat(Enumerable.Repeat(close, 20_000)) + "\n";
            var model = DockerfileModel.Parse(SourceText.From("Dockerfile", text));
            (model.Stages.Count + model.Diagnostics.Count).ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void Thousands_of_heredocs_of_one_line_are_read()
    {
        var marks = string.Join(' ', Enumerable.Range(0, 5000).Select(static number => $"<<E{number}"));
        var bodies = string.Concat(Enumerable.Range(0, 5000).Select(static number => $"body {number}\nE{number}\n"));

        var model = DockerfileModel.Parse(SourceText.From("Dockerfile", $"FROM scratch\nCOPY {marks} /d/\n{bodies}"));

        model.Diagnostics.Where(static problem => problem.Severity == Severity.Error).ShouldBeEmpty();
    }

    [Fact]
    public void An_expansion_nested_without_end_is_a_problem_and_no_crash()
    {
        var text = string.Concat(Enumerable.Repeat("${a:-", 10_000)) + "x" + new string('}', 10_000);

        new WordExpander('\\').Expand(Word.FromText("word", text), new Dictionary<string, string>(), ExpansionMode.Word).Problem.ShouldNotBeNull().Message.ShouldContain("nested more than");
    }

    [Fact]
    public void A_replacement_that_multiplies_has_an_end()
    {
        var variables = new Dictionary<string, string> { ["a"] = new('x', 10_000), ["b"] = new('y', 10_000) };

        var before = GC.GetAllocatedBytesForCurrentThread();

        var expanded = new WordExpander('\\').Expand(Word.FromText("word", "${a//x/$b}"), variables, ExpansionMode.Word);

        // On the way to the limit of a word, which comes after: 200 MB otherwise.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100 << 20);
        expanded.Problem.ShouldNotBeNull();
        expanded.Text.Length.ShouldBeLessThanOrEqualTo(WordExpander.MaxLength);
    }

    [Theory]
    [InlineData("${a##*x*x*x*x*x*x*x*x*x*x*x*x*y}")]
    [InlineData("${a%%y*x*x*x*x*x*x*x*x*x*x*x*x}")]
    [InlineData("${a//*x*x*x*x*x*x*x*x*x*x*y/z}")]
    public void A_pattern_of_an_expansion_made_to_take_for_ever_does_not(string word)
    {
        var variables = new Dictionary<string, string> { ["a"] = new('x', 2000) };

        new WordExpander('\\').Expand(Word.FromText("word", word), variables, ExpansionMode.Word).Text.ShouldBe(variables["a"]);
    }

    [Fact]
    public async Task A_pattern_of_an_ignore_file_made_to_take_for_ever_does_not()
    {
        var path = new string('a', 4000);
        foreach (var pattern in new[] { string.Concat(Enumerable.Repeat("*a", 200)) + "b", string.Concat(Enumerable.Repeat("**/", 300)) + "b", string.Concat(Enumerable.Repeat("a*?*", 200)) + "[b]" })
            (await Task.Run(() => DockerIgnore.Parse(SourceText.From(".dockerignore", pattern + "\n")).IsIgnored(path)).WaitAsync(Forever, TestContext.Current.CancellationToken)).ShouldBeFalse(pattern);
    }

    [Theory]
    [InlineData("bind-propagation=rshared")]
    [InlineData("relabel=shared")]
    [InlineData("z")]
    [InlineData("idmap")]
    [InlineData("tmpfs-mode=777")]
    [InlineData("volume-driver=x")]
    [InlineData("propagation=shared")]
    public void Options_of_mounts_that_nobody_knows_are_refused(string option)
    {
        foreach (var type in new[] { "bind", "cache", "tmpfs", "secret", "ssh" })
        {
            var model = DockerfileModel.Parse(SourceText.From("Dockerfile", $"FROM scratch\nRUN --mount=type={type},target=/x,{option} true\n"));
            var problems = new List<Diagnostic>(model.Diagnostics);
            foreach (var flag in model.Stages[0].Instructions.OfType<RunInstruction>().SelectMany(static run => run.Mounts))
                flag.Resolve(static word => word.Text, problems);
            problems.ShouldContain(problem => problem.Severity == Severity.Error && problem.Message.Contains(option.Split('=')[0], StringComparison.Ordinal), type);
        }
    }

    [Fact]
    public void Any_number_of_lines_of_any_kind_of_bytes_is_read()
    {
        const int seed = 41;
        var random = new Random(seed);
        string[] words = ["FROM", "RUN", "COPY", "ENV", "<<E", "E\n", "\\\n", "\n", " ", "\"", "'", "[", "]", "$", "{", "}", "--", "=", "#", "\0", "\uFEFF", "é", "\r", "\t", "ONBUILD", "AS", "scratch", "/"];
        for (var round = 0; round < 300; round++)
        {
            var text = new StringBuilder("FROM scratch\n");
            for (var count = random.Next(1, 400); count > 0; count--)
                text.Append(words[random.Next(words.Length)]);
            var bytes = Encoding.UTF8.GetBytes(text.ToString());
            for (var count = random.Next(4); count > 0; count--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Should.NotThrow(() => DockerfileModel.Parse(SourceText.FromBytes("Dockerfile", bytes)), $"seed {seed}, round {round}");
        }
    }
}
