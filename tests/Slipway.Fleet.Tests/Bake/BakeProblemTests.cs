// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Fleet.Tests.Bake;

public sealed class BakeProblemTests
{
    /// <summary>Files that are wrong, with where and what we say of them. buildx refuses each as well.</summary>
    public static TheoryData<string, string> Wrong => new()
    {
        { "target \"default\" {\n  tags = [\"a\"\n}\n", "3:1: ']' is missing at the end of the list; found '}' here" },
        { "target \"default\" {\n  tags = [\"${x}\"]\n}\n", "2:14: no variable is named 'x' | declare it: variable \"x\" {}" },
        { "variable \"VERSION\" { default = \"1\" }\ntarget \"default\" {\n  tags = [\"a:${VERSON}\"]\n}\n", "3:16: no variable is named 'VERSON' | did you mean 'VERSION'?" },
        { "target \"default\" {\n  tags = \"a\"\n}\n", "2:10: 'tags': list of string is required, not string | write tags = [ … ]" },
        { "target \"default\" {\n  args = { A = upcase(\"a\") }\n}\n", "2:16: no function is named 'upcase'" },
        { "target \"default\" {\n  args = { A = uper(\"a\") }\n}\n", "2:16: no function is named 'uper' | did you mean 'upper'?" },
        { "variable \"A\" { default = \"${B}\" }\nvariable \"B\" { default = \"${C}\" }\nvariable \"C\" { default = \"${A}\" }\ntarget \"default\" {}\n", "3:29: 'A' needs its own value: A → B → C → A | take one of the references away" },
        { "target \"default\" {\n  args = { A = target.other.args.A }\n}\ntarget \"other\" {\n  args = { A = target.default.args.A }\n}\n", "5:16: 'target.default.args' needs its own value: target.default.args → target.other.args → target.default.args | take one of the references away" },
        { "group \"default\" { targets = [\"ap\"] }\ntarget \"app\" {}\n", "1:7: the group 'default' names 'ap', and there is no such target | did you mean 'app'?" },
        { "target \"default\" { inherits = [\"bse\"] }\ntarget \"base\" {}\n", "1:31: 'default' inherits 'bse', and there is no such target | did you mean 'base'?" },
        { "target \"default\" {\n  contexts = { b = \"target:default\" }\n}\n", "2:14: 'default' names itself as a context | take one of the links away" },
        { "target \"default\" {\n  contexts = { b = \"target:b\" }\n}\ntarget \"b\" {\n  contexts = { d = \"target:default\" }\n}\n", "5:14: contexts go in a circle: default → b → default | take one of the links away" },
        { "target \"default\" {\n  name = \"a\"\n}\n", "2:3: 'name' needs a 'matrix' | name the target by the label of its block" },
        { "target \"default\" {\n  name = \"same\"\n  matrix = { v = [\"1\", \"2\"] }\n}\n", "2:10: several combinations of the matrix are named 'same' | use all axes in 'name': name = \"app-${axis}\"" },
        { "target \"de fault\" {}\n", "1:8: 'de fault' cannot name a target or group | use letters, digits, '_' and '-'; sanitize() makes a name of any text" },
        { "target \"default\" {\n  dockerfile = <<EOT\nFROM a\n}\n", "2:16: this heredoc has no end | close it with a line that holds EOT alone" },
        { "target \"default\" {\n  context = \"a\n}\n", "2:13: this text has no end in its line | close it with '\"', or use a heredoc (<<EOT) for several lines" },
        { "target \"default\" {\n  context = 'a'\n}\n", "2:13: ''' means nothing here | texts stand in double quotes" },
        { "target \"default\" {\n  context = \"a\\q\"\n}\n", "2:15: '\\q' is no escape | write \\\\ for the backslash itself; \\n \\r \\t \\\" \\uNNNN are known" },
        { "target \"default\" {\n  context = \"a\"\n  context = \"b\"\n}\n", "3:3: 'context' is set here again | it is first at line 2; keep one of them" },
        { "target \"default\" { context = \"a\"\n  tags = [\"b\"]\n}\n", "1:33: a block in one line holds one attribute and nothing else | begin a new line after '{', and write each attribute in its own" },
        { "target \"default\" {\n  args = { A = [1, 2] }\n}\n", "2:10: 'args': 'A': a string is required, not tuple" },
        { "target \"default\" {\n  context = \"${[\"a\"]}-b\"\n}\n", "2:16: this cannot stand in a text: a string is required, not tuple | join it: join(\",\", …)" },
        { "target \"default\" {\n  annotations = [\"no pair\"]\n}\n", "2:17: the annotation 'no pair' is not KEY=VALUE" },
        { "target \"default\" {\n  args = { A = [\"a\"][3] }\n}\n", "2:22: there is no element 3 in a list of 1" },
        { "target \"default\" {\n  args = { A = { b = 1 }.c }\n}\n", "2:26: there is no 'c' in this object" },
        { "target \"default\" {\n  args = { A = split(\",\") }\n}\n", "2:16: 'split' takes 2 arguments, got 1" },
        { "function \"f\" {\n  params = [a]\n  result = f(a)\n}\ntarget \"default\" {\n  args = { A = f(1) }\n}\n", "3:12: 'f()' needs its own value: f() → f() | take one of the references away" },
        { "target \"default\" {\n  context = \"%{ if true }a\"\n}\n", "2:14: this directive has no end | close it with %{ endif }" },
        { "group \"default\" { targets = [\"a\"] }\n", "1:7: the group 'default' names 'a', and there is no such target" },
        { "target \"other\" {}\n", "1:1: no target is named, and there is neither a group nor a target 'default' | there are other" },
        { "targt \"default\" {\n", "1:17: this block has no end | close it with '}'" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_file_is_refused_with_its_place(string text, string problem) => BakeText.Problem(text).ShouldBe(problem);

    [Fact]
    [Trait("Needs", "Peers")]
    public async Task Buildx_refuses_them_as_well()
    {
        foreach (var row in Wrong)
        {
            using var folder = new TempFolder();
            folder.Write("docker-bake.hcl", row.Data.Item1);

            var (exitCode, output, _) = await TrixieBuildx.RunAsync(folder.Path, ["bake", "--print"], new Dictionary<string, string>(), TestContext.Current.CancellationToken);

            exitCode.ShouldNotBe(0, row.Data.Item1 + output);
        }
    }

    /// <summary>buildx writes <c>+Inf</c> here, which no build argument can mean.</summary>
    [Fact]
    public void A_division_by_zero_is_refused_where_buildx_goes_on() =>
        BakeText.Problem("target \"default\" {\n  args = { A = 1 / 0 }\n}\n").ShouldBe("2:20: this is zero, which nothing can be divided by");

    [Fact]
    public void A_value_from_outside_that_does_not_fit_is_refused_by_the_variables_name() =>
        BakeText.Problem("variable \"N\" { default = 1 }\ntarget \"default\" {}\n", new() { Folder = "/f", Environment = static name => name == "N" ? "many" : null })
            .ShouldBe("1:1: the value given to 'N': 'many' is no number");

    [Fact]
    public void A_validation_says_what_it_says_where_its_condition_stands() =>
        BakeText.Problem("variable \"P\" {\n  default = 80\n  validation {\n    condition = P > 1024\n    error_message = \"Not privileged.\"\n  }\n}\ntarget \"default\" {}\n")
            .ShouldBe("4:17: Not privileged.");

    [Fact]
    public void Json_that_is_none_is_refused_with_its_place() =>
        BakeText.Problem("{\n  \"target\": {\"default\": {\"tags\": [\"a\",]}}\n}\n", name: "docker-bake.json").ShouldStartWith("2:");

    [Fact]
    public void A_template_in_json_is_refused_where_it_stands() =>
        BakeText.Problem("{\n  \"target\": {\"default\": {\"tags\": [\"a:${TAG}\"]}}\n}\n", name: "docker-bake.json").ShouldBe("2:40: no variable is named 'TAG' | declare it: variable \"TAG\" {}");

    [Fact]
    public void What_a_target_has_no_word_for_is_told_and_read_over()
    {
        var definition = BakeText.Read("target \"default\" {\n  tag = [\"a\"]\n}\n");

        definition.HasErrors.ShouldBeFalse();
        definition.Diagnostics.Single().ToString().ShouldBe("docker-bake.hcl:2:3: warning: a target has no 'tag', and Bake reads over it");
        definition.Diagnostics.Single().Help.ShouldBe("did you mean 'tags'?");
    }

    [Fact]
    public void A_block_that_bake_has_not_is_told_and_read_over()
    {
        var definition = BakeText.Read("targt \"default\" {}\ntarget \"default\" {}\n");

        definition.HasErrors.ShouldBeFalse();
        definition.Diagnostics.Single().ToString().ShouldBe("docker-bake.hcl:1:1: warning: a Bake file has no blocks such as 'targt', and Bake reads over it");
        definition.Diagnostics.Single().Help.ShouldBe("did you mean 'target'?");
    }

    [Theory]
    [InlineData("(", 5000)]
    [InlineData("[", 5000)]
    [InlineData("{a=", 5000)]
    [InlineData("-", 5000)]
    [InlineData("\"${", 5000)]
    [InlineData("!", 5000)]
    [InlineData("f(", 5000)]
    [InlineData("true ? 1 : ", 5000)]
    public void What_stands_too_deep_is_refused(string open, int times) =>
        BakeText.Problem($"a = {string.Concat(Enumerable.Repeat(open, times))}").ShouldContain("deep here");

    [Fact]
    public void A_file_that_would_grow_without_end_is_refused()
    {
        var text = "v0 = \"0123456789\"\n" + string.Concat(Enumerable.Range(1, 12).Select(static level => $"v{level} = \"{string.Concat(Enumerable.Repeat("${v" + (level - 1) + "}", 10))}\"\n"));

        BakeText.Problem(text).ShouldContain("more than 1000000 characters");
    }

    [Fact]
    public void A_loop_in_loops_is_refused() =>
        BakeText.Problem("l = range(1000)\nx = [for a in l : [for b in l : [for c in l : a]]]\n").ShouldContain("steps");
}
