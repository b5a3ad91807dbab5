// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>The Compose files of examples/openhqm, run as they are but for the ports of this machine.</summary>
[Collection(OpenHqmImages.Collection)]
[Trait("Needs", "Network")]
public sealed class OpenHqmDeployTests(OpenHqmImages images)
{
    [Theory]
    [InlineData("redis", "openhqm:1.0.0-redis")]
    [InlineData("mqtt", "openhqm:1.0.0-mqtt")]
    public async Task A_queue_and_its_gateway_come_up_answer_and_go(string queue, string gateway)
    {
        var slipway = images.Slipway;
        var port = BusyboxImage.FreePort();
        var text = await File.ReadAllTextAsync(Path.Combine(OpenHqmImages.Folder, "deploy", $"{queue}.compose.yaml"), TestContext.Current.CancellationToken);
        var file = slipway.Folder.Write($"{queue}/compose.yaml", "version: '3.8'\n" + text.Replace("8000:8000", $"{port}:8000", StringComparison.Ordinal).Replace("1883:1883", $"{BusyboxImage.FreePort()}:1883", StringComparison.Ordinal));

        (await slipway.RunAsync("up", "--fleet", file, "--progress", "quiet")).ShouldSucceed();

        (await slipway.RunAsync("ps", "--format", "{{.Names}} {{.Image}}")).Output.Split('\n').ShouldContain($"{queue}-openhqm-1 ghcr.io/yourusername/{gateway}");
        using var client = new OpenHqmClient(port);
        await client.UntilHealthyAsync();
        (await client.RoundTripAsync(new JsonObject { ["through"] = queue })).ShouldBe($$"""{"through":"{{queue}}"}""");
        (await slipway.RunAsync("down", "--fleet", file, "-t", "5")).ShouldSucceed();
        (await slipway.RunAsync("ps", "-a", "-q")).Output.ShouldBeEmpty();
    }
}
