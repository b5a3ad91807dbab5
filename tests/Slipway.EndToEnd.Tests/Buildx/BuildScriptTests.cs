// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Slipway.Native;

namespace Slipway.EndToEnd.Tests.Buildx;

/// <summary><c>scripts/build-multiarch.sh</c> with the real program, on a fleet of its own that costs nothing.</summary>
public sealed class BuildScriptTests : IAsyncLifetime
{
    private readonly InstalledProgram _slipway = new();

    public ValueTask InitializeAsync()
    {
        _slipway.Folder.Write("fleet/slipway.yaml", """
            fleet: openhqm
            version: 1.0.0
            images:
              openhqm:
                context: .
                matrix: { backend: [all, redis, kafka, sqs, azure, gcp, mqtt, minimal] }
                args: { QUEUE_BACKEND: "{backend}" }
                tags: ["{version}-{backend}"]
                when: [{ match: { backend: all }, tags: ["{version}", latest] }]
            """);
        _slipway.Folder.Write("fleet/Dockerfile", "FROM scratch\nARG QUEUE_BACKEND\nCOPY Dockerfile /\nLABEL queue.backend=$QUEUE_BACKEND\n");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _slipway.DisposeAsync();

    [Fact]
    public async Task A_test_keeps_no_image_and_a_build_has_both_platforms_under_the_names_of_the_guide()
    {
        await RunAsync("--backend", "minimal", "--platforms", "linux/amd64", "--test-only");
        (await _slipway.RunAsync("images", "--quiet")).ShouldSucceed().Output.ShouldBeEmpty();

        await RunAsync("--build-all", "--tag", "v1.0.0");

        var listed = (await _slipway.RunAsync("images", "--format", "{{.Repository}}:{{.Tag}}")).ShouldSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        listed.ShouldBe(
            ((string[])["all", "redis", "kafka", "sqs", "azure", "gcp", "mqtt", "minimal"]).Select(static backend => $"openhqm:v1.0.0-{backend}").Append("openhqm:v1.0.0"), ignoreOrder: true);
        foreach (var platform in (string[])["linux/amd64", "linux/arm64"])
            (await _slipway.RunAsync("inspect", "--platform", platform, "--format", "{{index .Config.Labels \"queue.backend\"}}", "openhqm:v1.0.0")).ShouldSucceed().Output.Trim().ShouldBe("all");
    }

    private async Task RunAsync(params string[] words)
    {
        var environment = new Dictionary<string, string>(Command.MinimalEnvironment);
        foreach (var (name, value) in _slipway.Settings)
            environment[name] = value;
        environment["SLIPWAY"] = InstalledProgram.Executable;
        environment["OPENHQM_FLEET"] = _slipway.Folder["fleet"];
        (await new Command(Script(), words) { Environment = environment }.RunAsync(TestContext.Current.CancellationToken)).EnsureSuccess();
    }

    private static string Script([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../scripts/build-multiarch.sh"));
}
