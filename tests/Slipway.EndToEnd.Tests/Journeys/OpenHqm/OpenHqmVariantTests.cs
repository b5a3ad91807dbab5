// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>The variants of OpenHQM's image as its guides describe them: what each holds, for which platforms it is, how it is verified, and that it answers.</summary>
[Collection(OpenHqmImages.Collection)]
[Trait("Needs", "Network")]
public sealed class OpenHqmVariantTests(OpenHqmImages images) : IAsyncDisposable
{
    private static readonly string[] Tags = ["latest", "latest-redis", "latest-kafka", "latest-sqs", "latest-azure", "latest-gcp", "latest-mqtt", "latest-minimal"];

    private InstalledProgram Slipway => images.Slipway;

    public async ValueTask DisposeAsync()
    {
        await Slipway.RemoveContainersAsync();
    }

    [Fact]
    public void Another_platform_is_added_without_running_anything()
    {
        // A list of packages, their installation: for each of the eight variants; and the custom image's installation.
        images.RanForOwnPlatform.Count.ShouldBe(17);
        images.RanForTheOther.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_variant_is_there_for_both_platforms()
    {
        foreach (var tag in Tags.Concat(["1.0.0", "1.0.0-sqs", "1.0.0-azure"]))
            (await Slipway.RunAsync("index", "inspect", "-f", "{{range .Platforms}}{{.Platform}} {{end}}", OpenHqmImages.Image(tag))).ShouldSucceed().Output.Trim().ShouldBe("linux/amd64 linux/arm64", tag);
    }

    [Fact]
    public async Task Every_claim_of_the_file_is_proven_for_both_platforms()
    {
        var answer = await Slipway.RunAsync("verify", OpenHqmImages.Folder, "--set", OpenHqmImages.BothPlatforms, "--format", "json");
        answer.ExitCode.ShouldBe(0, answer.Output);
        var verified = JsonNode.Parse(answer.Output)!;
        verified["summary"]!["proven"]!.GetValue<int>().ShouldBe(verified["summary"]!["claims"]!.GetValue<int>());
        foreach (var target in verified["targets"]!.AsArray().Where(static target => target!["name"]!.GetValue<string>() != "openhqm-tools"))
            target!["platforms"]!.AsArray().Select(static platform => platform!["platform"]!.GetValue<string>()).ShouldBe(["linux/amd64", "linux/arm64"]);
    }

    [Fact]
    public async Task The_program_of_the_other_platform_is_that_platforms()
    {
        Needs.Emulator(ForeignProgram.Emulator);
        (await RunAsync("latest-minimal", "node", "-p", "process.arch")).ShouldBe(ForeignProgram.Architecture == "arm64" ? "x64\n" : "arm64\n");
        (await Slipway.RunAsync("run", "--rm", "--platform", ForeignProgram.Platform, OpenHqmImages.Image("latest-minimal"), "node", "-p", "process.arch"))
            .ShouldSucceed().Output.ShouldBe(ForeignProgram.Architecture == "arm64" ? "arm64\n" : "x64\n");
    }

    [Fact]
    public async Task An_image_says_which_backend_it_holds_as_the_guide_asks_for_it()
    {
        using var inspected = JsonDocument.Parse((await Slipway.RunAsync("inspect", OpenHqmImages.Image("latest-sqs"))).ShouldSucceed().Output);
        inspected.RootElement[0].GetProperty("Config").GetProperty("Labels").GetProperty("queue.backend").GetString().ShouldBe("sqs");
        (await RunAsync("latest-sqs", "printenv")).Split('\n').ShouldContain("OPENHQM_QUEUE_BACKEND=sqs");
        // The words behind the image are the program's, whatever letters we have for options.
        (await RunAsync("latest-sqs", "ls", "-la", "/app/package.json")).ShouldStartWith("-rw-r--r--");
        (await RunAsync("latest-sqs", "id")).ShouldBe("uid=1000(openhqm) gid=1000(openhqm) groups=1000(openhqm)\n");
        var packages = (await RunAsync("latest-sqs", "node", "src/packages.js")).Split('\n');
        packages.ShouldContain(static line => line.StartsWith("@aws-sdk/client-sqs ", StringComparison.Ordinal));
        packages.ShouldNotContain(static line => line.StartsWith("ioredis ", StringComparison.Ordinal) || line.StartsWith("mqtt ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_image_with_several_backends_holds_them_and_says_so()
    {
        (await BuildAsync("redis,mqtt", "openhqm:redis-mqtt")).ShouldSucceed();
        (await Slipway.RunAsync("inspect", "--format", "{{index .Config.Labels \"queue.backend\"}}", "openhqm:redis-mqtt")).ShouldSucceed().Output.ShouldBe("redis,mqtt\n");
        (await Slipway.RunAsync("run", "--rm", "openhqm:redis-mqtt", "printenv", "OPENHQM_QUEUE_BACKEND")).ShouldSucceed().Output.ShouldBe("redis,mqtt\n");
        var packages = (await Slipway.RunAsync("run", "--rm", "openhqm:redis-mqtt", "node", "src/packages.js")).ShouldSucceed().Output.Split('\n').Select(static line => line.Split(' ')[0]).ToList();
        packages.ShouldContain("ioredis");
        packages.ShouldContain("mqtt");
        packages.ShouldNotContain("kafkajs");
    }

    [Fact]
    public async Task A_backend_that_is_none_is_refused_with_those_there_are() =>
        (await BuildAsync("redis,rabbitmq", "openhqm:wrong")).ShouldRefuse(1, "'rabbitmq' is no backend; there are azure, gcp, kafka, mqtt, redis, sqs");

    [Fact]
    public async Task The_MQTT_variant_answers_through_a_broker_of_the_fleet()
    {
        (await Slipway.RunAsync("run", "-d", "--name", "mqtt", "--read-only", "ghcr.io/yourusername/mosquitto:1.0.0")).ShouldSucceed();
        await AnswersAsync("latest-mqtt", "--link", "mqtt", "-e", "OPENHQM_QUEUE__MQTT_BROKER_HOST=mqtt");
    }

    [Fact]
    public async Task The_Redis_variant_answers_through_a_Redis_of_the_fleet()
    {
        (await Slipway.RunAsync("run", "-d", "--name", "redis", "--read-only", "ghcr.io/yourusername/redis:1.0.0")).ShouldSucceed();
        await AnswersAsync("latest-redis", "--link", "redis", "-e", "OPENHQM_QUEUE__REDIS_URL=redis://redis:6379");
    }

    [Fact]
    public async Task A_queue_of_ones_own_on_the_minimal_image_answers() => await AnswersAsync("ghcr.io/yourusername/openhqm-custom:1.0.0");

    private async Task AnswersAsync(string tag, params string[] options)
    {
        var port = BusyboxImage.FreePort();
        (await Slipway.RunAsync(["run", "-d", "--name", "gateway", "--read-only", "-p", $"{port}:8000", .. options, tag.Contains('/') ? tag : OpenHqmImages.Image(tag)])).ShouldSucceed();
        using var client = new OpenHqmClient(port);
        await client.UntilHealthyAsync();
        (await client.RoundTripAsync(new JsonObject { ["hello"] = "world" })).ShouldBe("""{"hello":"world"}""");
    }

    private Task<Answer> BuildAsync(string backends, string name) =>
        Slipway.RunAsync("build", "-t", name, "--build-arg", $"QUEUE_BACKEND={backends}", OpenHqmImages.Folder);

    private async Task<string> RunAsync(string tag, params string[] command) => (await Slipway.RunAsync(["run", "--rm", OpenHqmImages.Image(tag), .. command])).ShouldSucceed().Output;
}
