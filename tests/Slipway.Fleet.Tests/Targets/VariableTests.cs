// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet.Tests;

/// <summary>Words in braces whose values come from outside.</summary>
public sealed class VariableTests
{
    private const string File = """
        fleet: f
        version: "{RELEASE}.1"
        registry: "{HOST}/team"
        variable:
          HOST: ghcr.io
          RELEASE: { default: "2", description: "The release line" }
          NODE: "{RELEASE}2"
          TOKEN:
        images:
          app:
            args: { NODE: "{NODE}" }
            tags: ["{version}", "{major}-{HOST}"]
        """;

    [Fact]
    public void A_default_holds_where_nothing_else_is_said_and_may_use_those_above_it()
    {
        var app = FleetText.ExpandWell(File).Find("app")!;
        app.Args["NODE"].ShouldBe("22");
        app.Tags.Select(tag => tag.ToString()).ShouldBe(["ghcr.io/team/app:2.1", "ghcr.io/team/app:2-ghcr.io"]);
    }

    [Fact]
    public void The_environment_wins_over_the_default_and_what_is_given_over_both()
    {
        var options = new FleetReadOptions { Environment = static name => name is "HOST" ? "quay.io" : name is "RELEASE" ? "3" : null, Variables = new Dictionary<string, string> { ["RELEASE"] = "4" } };
        var app = FleetText.ExpandWell(File, options).Find("app")!;
        app.Args["NODE"].ShouldBe("42");
        app.Tags[0].ToString().ShouldBe("quay.io/team/app:4.1");
    }

    [Fact]
    public void A_description_is_kept() => FleetText.Read(File).Variables.Single(variable => variable.Name.Value == "RELEASE").Description.ShouldBe("The release line");

    [Theory]
    [InlineData("args: { T: '{TOKEN}' }", "5:17: the variable 'TOKEN' has no value | give it with --var TOKEN=VALUE or in the environment, or give it a default")]
    [InlineData("args: { T: '{TOKN}' }", "5:17: nothing is known as '{TOKN}' here | did you mean '{TOKEN}'?")]
    [InlineData("matrix: { TOKEN: [a] }", "5:15: 'TOKEN' is a variable and cannot be an axis as well | give one of them another name")]
    public void What_is_wrong_with_its_use_is_told(string line, string problem) =>
        Problems($"fleet: f\nvariable: {{ TOKEN: ~ }}\nimages:\n  app:\n    {line}\n").ShouldBe([problem]);

    [Theory]
    [InlineData("{ arch: x }", "2:13: 'arch' cannot name a variable | '{arch}' already means something else")]
    [InlineData("{ 'a b': x }", "2:13: 'a b' cannot name a variable | use letters, digits, '_' and '-'")]
    [InlineData("{ A: [x] }", "2:16: a variable is a map, not a list | write its fields as 'name: value', each on a line of its own below it")]
    [InlineData("{ A: { defalt: x } }", "2:18: a variable has no 'defalt' | did you mean 'default'?")]
    [InlineData("{ A: { default: x, type: string } }", "2:30: 'type' is not supported | a variable of a fleet file is a text; Bake's files have types and checks")]
    [InlineData("{ A: '{B}', B: x }", "2:17: nothing is known as '{B}' here | known are {version}, {major}, {minor}; write {{B}} for the text itself")]
    [InlineData("[A]", "2:11: 'variable' is a map of names to their defaults, not a list | write each variable below it: 'NAME: default'")]
    public void What_is_wrong_with_its_declaration_is_told(string variables, string problem) => Problems($"fleet: f\nvariable: {variables}\nimages: {{ app: {{}} }}\n").ShouldBe([problem]);

    [Fact]
    public void A_value_for_a_variable_that_the_file_has_not_is_an_error() =>
        FleetText.Problems(File, new() { Variables = new Dictionary<string, string> { ["NOD"] = "1" } }).ShouldBe("""
            --var:1:1: error: the file has no variable 'NOD'
              1 | NOD
                | ^^^
            help: did you mean 'NODE'?

            """);

    private static IEnumerable<string> Problems(string text) =>
        FleetText.Expand(text).Diagnostics.Select(diagnostic => $"{diagnostic.Position}: {diagnostic.Message}" + (diagnostic.Help is null ? "" : $" | {diagnostic.Help}"));
}
