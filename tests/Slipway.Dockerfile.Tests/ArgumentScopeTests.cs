// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using static Slipway.Dockerfile.Tests.TestDockerfile;

namespace Slipway.Dockerfile.Tests;

public class ArgumentScopeTests
{
    private readonly List<Diagnostic> _problems = [];

    [Fact]
    public void Global_arguments_count_in_from()
    {
        var model = Parse("ARG V=1\nARG IMG=node:$V\nFROM --platform=$BUILDPLATFORM $IMG AS build\nFROM build");
        Bases(model, new()).ShouldBe([("node:1", "linux/amd64", null), ("build", null, 0)]);
        Bases(model, new() { BuildArgs = Args(("V", "2")) }).ShouldBe([("node:2", "linux/amd64", null), ("build", null, 0)]);
        Bases(model, new() { BuildArgs = Args(("BUILDPLATFORM", "linux/s390x")) })[0].ShouldBe(("node:1", "linux/s390x", null));
        _problems.ShouldBeEmpty();
    }

    [Fact]
    public void A_given_value_takes_the_place_of_a_default_that_could_not_be_expanded()
    {
        var model = Parse("ARG A=\"${B:?is missing}\"\nFROM x:$A");
        Bases(model, new() { BuildArgs = Args(("A", "1")) }).ShouldBe([("x:1", null, null)]);
        ArgumentScope.Create(model, ArgumentScopeOptions.Default).Diagnostics.Select(problem => problem.ToString())
            .ShouldBe(["Dockerfile:1:8: error: B: is missing"]);
    }

    [Fact]
    public void An_empty_base_is_reported_with_the_argument_that_lacks()
    {
        Bases(Parse("ARG IMAGE\nFROM $IMAGE"), new());
        Bases(Parse("ARG IMAGE=x\nFROM $IMAGES"), new());
        Bases(Parse("FROM $IMAGE"), new());
        _problems.Select(problem => $"{problem.Message}; {problem.Help}").ShouldBe(
        [
            "FROM needs an image, and '$IMAGE' is empty; give it with --build-arg IMAGE=…, or a default: ARG IMAGE=…",
            "FROM needs an image, and '$IMAGES' is empty; did you mean 'IMAGE'?",
            "FROM needs an image, and '$IMAGE' is empty; declare it before the first FROM: ARG IMAGE=…",
        ]);
    }

    [Fact]
    public void A_stage_sees_what_it_declares()
    {
        var stage = Run("ARG G=global\nARG H=global\nFROM x\nARG G\nARG H=stage\nARG I=$G-$J\nARG TARGETARCH", new() { TargetPlatform = Platform.LinuxArm64 });
        stage.Arguments.Select(pair => $"{pair.Key}={pair.Value}").ShouldBe(["G=global", "H=stage", "I=global-", "TARGETARCH=arm64"]);
        Run("FROM x\nARG A", new()).Arguments.ShouldBeEmpty();
        Run("ARG A=1\nFROM x", new() { BuildArgs = Args(("A", "2"), ("B", "3")) }).Arguments.ShouldBeEmpty();
        Run("FROM x\nARG A=1", new() { BuildArgs = Args(("A", "2")) }).Variables["A"].ShouldBe("2");
    }

    [Fact]
    public void The_environment_counts_over_arguments()
    {
        Run("FROM x\nENV A=env\nARG A=arg", new()).Variables["A"].ShouldBe("env");
        Run("FROM x\nARG A=arg\nENV A=${A}-env", new()).Variables["A"].ShouldBe("arg-env");
    }

    [Fact]
    public void All_values_of_one_instruction_see_what_was_before_it()
    {
        var stage = Run("FROM x\nENV a=1\nENV a=2 b=$a\nARG c=3 d=$c", new());
        stage.Environment.Select(pair => $"{pair.Key}={pair.Value}").ShouldBe(["PATH=/bin", "a=2", "b=1"]);
        stage.Variables["d"].ShouldBe("");
    }

    [Fact]
    public void A_stage_inherits_arguments_and_environment_of_the_stage_it_begins_from()
    {
        var model = Parse("FROM x AS a\nFROM a");
        var scope = ArgumentScope.Create(model, ArgumentScopeOptions.Default);
        var parent = scope.Enter([new("A", "1")]);
        var apply = Parse("FROM x\nARG B=2\nENV C=3").Stages[0].Instructions;
        parent.Apply((ArgInstruction)apply[0], _problems);
        var child = scope.Enter(parent);
        parent.Apply((EnvInstruction)apply[1], _problems);
        child.Variables.Select(pair => $"{pair.Key}={pair.Value}").Order().ShouldBe(["A=1", "B=2"]);
    }

    [Fact]
    public void Given_arguments_that_nothing_declares_are_named()
    {
        var options = new ArgumentScopeOptions { BuildArgs = Args(("A", ""), ("B", ""), ("C", ""), ("HTTP_PROXY", ""), ("TARGETARCH", ""), ("SOURCE_DATE_EPOCH", "")) };
        ArgumentScope.Create(Parse("ARG A\nFROM x\nARG B"), options).UndeclaredBuildArgs.ShouldBe(["C"]);
    }

    [Fact]
    public void A_word_that_cannot_be_expanded_is_reported_where_it_stands()
    {
        Run("FROM x\nENV a=1 \\\n  b=${c:?needed}", new());
        _problems.ShouldHaveSingleItem().ToString().ShouldBe("Dockerfile:3:5: error: c: needed");
    }

    [Fact]
    public void Doubling_a_value_over_and_over_ends_at_the_limit()
    {
        Run("FROM x\nENV a=0123456789\n" + string.Concat(Enumerable.Repeat("ENV a=$a$a$a$a\n", 20)), new()).Variables["a"].Length
            .ShouldBeLessThanOrEqualTo(WordExpander.MaxLength);
        _problems.ShouldNotBeEmpty();
    }

    private StageScope Run(string text, ArgumentScopeOptions options)
    {
        var model = Parse(text);
        model.Diagnostics.ShouldBeEmpty();
        var stage = ArgumentScope.Create(model, options).Enter([new("PATH", "/bin")]);
        foreach (var instruction in model.Stages[0].Instructions)
        {
            if (instruction is ArgInstruction arg)
                stage.Apply(arg, _problems);
            else if (instruction is EnvInstruction env)
                stage.Apply(env, _problems);
        }
        return stage;
    }

    private List<(string? Name, string? Platform, int? Stage)> Bases(DockerfileModel model, ArgumentScopeOptions options)
    {
        var scope = ArgumentScope.Create(model, options with { BuildPlatform = Platform.LinuxAmd64 });
        return [.. model.Stages.Select(stage => scope.ResolveBase(stage, _problems)).Select(found => (found?.Name, found?.Platform, found?.Stage?.Index))];
    }

    private static Dictionary<string, string> Args(params (string Name, string Value)[] pairs) => pairs.ToDictionary(pair => pair.Name, pair => pair.Value);
}
