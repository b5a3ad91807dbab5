// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>What a fleet's build tells in a pipe, at its end and in its files.</summary>
public sealed class FleetOutputTests : IAsyncLifetime
{
    private readonly SlipwayProgram _slipway = new();

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        Needs.Tool("runc");
        await _slipway.MakeBaseAsync();
        _slipway.Folder.Write("fleet/slipway.yaml", "fleet: f\nimages: { base: { context: base }, good: { context: good }, bad: { context: bad } }\n");
        _slipway.Folder.Write("fleet/base/Dockerfile", "FROM test/base:1\nRUN echo of the base\n");
        _slipway.Folder.Write("fleet/good/Dockerfile", "FROM base\nRUN echo of the good\n");
        _slipway.Folder.Write("fleet/bad/Dockerfile", "FROM base\nRUN echo of the bad; exit 3\n");
    }

    public ValueTask DisposeAsync()
    {
        _slipway.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_failure_names_the_log_of_its_image_and_a_table_says_where_the_time_went()
    {
        var answer = await _slipway.RunAsync("build", "./fleet", "--keep-going");

        answer.ExitCode.ShouldBe(1);
        // In a pipe each line says of which step it is, and the step of which image.
        answer.Error.ShouldMatch(@"(?m)^#[0-9]+ \[good 2/2\] RUN echo of the good$");
        answer.Error.ShouldMatch(@"(?m)^#[0-9]+ [0-9.]+ of the good$");
        answer.Error.ShouldMatch(@"(?m)^IMAGE +RESULT +STEPS +RUN +CACHED +STEP TIME +EXPORT +DONE AFTER$");
        answer.Error.ShouldMatch(@"(?m)^base +built +1 +1 +0 +[0-9.]+s +0.0s +[0-9.]+s$");
        answer.Error.ShouldMatch(@"(?m)^good +built +2 +2 +0 +[0-9.]+s +0.0s +[0-9.]+s$");
        answer.Error.ShouldMatch(@"(?m)^bad +failed +2 +2 +0 +[0-9.]+s +0.0s +[0-9.]+s$");
        answer.Error.ShouldMatch(@"(?m)^each step once +3 +3 +0 +[0-9.]+s +0.0s +[0-9.]+s$");
        var log = answer.Error.Split('\n').SkipWhile(static line => !line.StartsWith("not built bad", StringComparison.Ordinal)).ElementAt(1).Trim();
        log.ShouldStartWith($"log: {_slipway.Home.Logs}/");
        File.ReadAllText(log["log: ".Length..]).ShouldMatch(@"of the base\n[\s\S]*FAILED after [0-9.]+s\nof the bad\n");

        (await _slipway.RunAsync("build", "./fleet", "base", "good", "--quiet")).ShouldSucceed().Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_metadata_of_each_image_says_the_same_to_programs()
    {
        (await _slipway.RunAsync("build", "./fleet", "good", "base", "--metadata-file", "meta.json")).ShouldSucceed();

        using var metadata = JsonDocument.Parse(File.ReadAllBytes(_slipway.Folder["meta.json"]));
        var timing = metadata.RootElement.GetProperty("good").GetProperty("slipway.timing");
        (timing.GetProperty("stepsRun").GetInt32(), timing.GetProperty("stepsCached").GetInt32()).ShouldBe((2, 0));
        timing.GetProperty("seconds").GetDouble().ShouldBeGreaterThan(0);
        File.ReadAllText(timing.GetProperty("log").GetString()!).ShouldContain("of the good");
    }

    [Fact]
    public async Task A_plan_comes_in_every_format_and_others_are_refused()
    {
        (await _slipway.RunAsync("plan", "./fleet", "--format", "svg")).ShouldSucceed().Output.ShouldStartWith("<svg ");
        (await _slipway.RunAsync("plan", "./fleet", "--format", "dot")).ShouldSucceed().Output.ShouldStartWith("digraph \"f\" {");
        (await _slipway.RunAsync("plan", "./fleet", "--format", "json")).ShouldSucceed().Output.ShouldStartWith("{");
        (await _slipway.RunAsync("plan", "./fleet", "--format", "png")).ShouldRefuse(2, "'png' is not a format; expected text, json, dot or svg.");
        (await _slipway.RunAsync("build", "./fleet", "--max-memory", "lots")).ShouldRefuse(2, "'lots' is not a size");
    }
}
