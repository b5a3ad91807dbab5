// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Cli.Tests.Buildx;

/// <summary><c>scripts/build-multiarch.sh</c>: the command lines of <c>slipway</c> that it makes of its words, with a program in slipway's place that writes down how it was called.</summary>
public sealed class BuildMultiarchTests : IDisposable
{
    private const string Both = "linux/amd64,linux/arm64";

    private readonly TempFolder _folder = new();

    public BuildMultiarchTests()
    {
        var program = _folder.Write("slipway.sh", $"#!/bin/sh\n{{ printf '%s|' \"$@\"; echo; }} >>'{_folder["calls"]}'\n[ ! -e '{_folder["fails"]}' ]\n");
        // Written by another process: a program that this one had open for writing could be busy when it is started.
        new Command("install", ["-D", "-m", "755", program, _folder["bin/slipway"]]).RunAsync(CancellationToken.None).GetAwaiter().GetResult().EnsureSuccess();
    }

    private static string Script { get; } = Path.Combine(Root(), "scripts/build-multiarch.sh");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--backend minimal", "openhqm(backend=minimal)", Both, "openhqm:latest-{backend}", "")]
    [InlineData("--backend redis --platforms linux/arm64", "openhqm(backend=redis)", "linux/arm64", "openhqm:latest-{backend}", "")]
    [InlineData("-b kafka -p linux/x86_64", "openhqm(backend=kafka)", "linux/x86_64", "openhqm:latest-{backend}", "")]
    [InlineData("--backend=gcp --platforms=linux/aarch64", "openhqm(backend=gcp)", "linux/aarch64", "openhqm:latest-{backend}", "")]
    [InlineData("--backend sqs --push --tag v1.0.0", "openhqm(backend=sqs)", Both, "openhqm:v1.0.0-{backend}", "--push|")]
    [InlineData("-b azure -p linux/amd64,linux/arm64 -t v1.0.0-4-g5dbff19 -n team/hqm", "openhqm(backend=azure)", Both, "team/hqm:v1.0.0-4-g5dbff19-{backend}", "")]
    [InlineData("--backend mqtt --test-only", "openhqm(backend=mqtt)", Both, "openhqm:latest-{backend}", "--set|openhqm.output=type=cacheonly|")]
    public async Task One_variant_is_one_build(string words, string target, string platforms, string tags, string rest)
    {
        var (code, calls, error) = await RunAsync(words);

        code.ShouldBe(0, error);
        calls.ShouldBe([$"build|{Root()}/examples/openhqm|{target}|--set|platforms=local,{platforms}|--set|openhqm.platforms={platforms}|--set|openhqm.tags={tags}|{rest}"]);
    }

    [Theory]
    [InlineData("", "openhqm(backend=all)")]
    [InlineData("--backend all", "openhqm(backend=all)")]
    [InlineData("--build-all", "openhqm")]
    public async Task The_variant_with_every_backend_gets_the_plain_tag_too(string words, string target)
    {
        var (code, calls, error) = await RunAsync(words);

        code.ShouldBe(0, error);
        calls.Select(static call => call.Split('|')[2]).First().ShouldBe(target);
        calls.Skip(1).ShouldBe(["tag|openhqm:latest-all|openhqm:latest|"]);
    }

    [Fact]
    public async Task A_release_pushes_all_variants_and_the_plain_tag()
    {
        var (code, calls, error) = await RunAsync("--build-all --push --tag v1.2.0", ("IMAGE_NAME", "ghcr.io/yourusername/openhqm"));

        code.ShouldBe(0, error);
        calls.Count.ShouldBe(3);
        calls[0].ShouldEndWith("|openhqm.tags=ghcr.io/yourusername/openhqm:v1.2.0-{backend}|--push|");
        calls.Skip(1).ShouldBe(["tag|ghcr.io/yourusername/openhqm:v1.2.0-all|ghcr.io/yourusername/openhqm:v1.2.0|", "push|ghcr.io/yourusername/openhqm:v1.2.0|"]);
    }

    [Fact]
    public async Task The_environment_names_the_image_and_the_name_of_the_command_line_wins()
    {
        var (_, named, _) = await RunAsync("--backend redis --push --tag prod", ("IMAGE_NAME", "myregistry.io/openhqm"));
        var (_, given, _) = await RunAsync("--backend redis --name other/hqm", ("IMAGE_NAME", "myregistry.io/openhqm"));

        named[0].ShouldContain("|openhqm.tags=myregistry.io/openhqm:prod-{backend}|--push|");
        given[^1].ShouldContain("|openhqm.tags=other/hqm:latest-{backend}|");
    }

    [Fact]
    public async Task It_prints_the_command_line_that_it_runs_as_a_shell_takes_it()
    {
        var (_, calls, error) = await RunAsync("--backend redis");

        error.ShouldStartWith("+ ");
        var printed = error.Split('\n')[0][2..];
        (await new Command("sh", ["-c", printed]).RunAsync(TestContext.Current.CancellationToken)).ExitCode.ShouldBe(0);
        (await File.ReadAllLinesAsync(_folder["calls"], TestContext.Current.CancellationToken)).ShouldBe([calls[0], calls[0]]);
    }

    [Fact]
    public async Task A_build_that_fails_ends_it_and_nothing_is_named_or_pushed()
    {
        _folder.Write("fails", "");

        var (code, calls, _) = await RunAsync("--build-all --push");

        code.ShouldBe(1);
        calls.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("--backend", "--backend wants a value")]
    [InlineData("--tag --push", "--tag wants a value, got '--push'")]
    [InlineData("--backend rabbit", "'rabbit' is no backend; expected all, redis")]
    [InlineData("--build-all --backend redis", "--backend names one")]
    [InlineData("--test-only --push", "none to push")]
    [InlineData("--platform linux/amd64", "unknown option '--platform'")]
    [InlineData("redis", "unknown option 'redis'")]
    public async Task Words_that_it_does_not_know_are_refused_and_nothing_is_run(string words, string told)
    {
        var (code, calls, error) = await RunAsync(words);

        code.ShouldBe(2);
        error.ShouldContain(told);
        calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Help_names_every_option_of_the_guide()
    {
        var help = (await new Command(Script, ["-h"]).RunAsync(TestContext.Current.CancellationToken)).EnsureSuccess().OutputText;

        foreach (var option in (string[])["-p, --platforms", "-b, --backend", "-n, --name", "-t, --tag", "--push", "--build-all", "--test-only", "-h, --help", "IMAGE_NAME"])
            help.ShouldContain(option);
    }

    [Fact]
    public async Task Shellcheck_finds_nothing_in_it()
    {
        Needs.Tool("shellcheck");

        (await new Command("shellcheck", [Script]).RunAsync(TestContext.Current.CancellationToken)).EnsureSuccess().OutputText.ShouldBeEmpty();
    }

    private async Task<(int Code, IReadOnlyList<string> Calls, string Error)> RunAsync(string words, params (string Name, string Value)[] variables)
    {
        var environment = new Dictionary<string, string>(Command.MinimalEnvironment);
        environment["PATH"] = $"{_folder["bin"]}:{environment["PATH"]}";
        foreach (var (name, value) in variables)
            environment[name] = value;
        var command = new Command(Script, words.Split(' ', StringSplitOptions.RemoveEmptyEntries)) { Environment = environment };
        var ran = await command.RunAsync(TestContext.Current.CancellationToken);
        return (ran.ExitCode, File.Exists(_folder["calls"]) ? await File.ReadAllLinesAsync(_folder["calls"]) : [], ran.ErrorText);
    }

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));
}
