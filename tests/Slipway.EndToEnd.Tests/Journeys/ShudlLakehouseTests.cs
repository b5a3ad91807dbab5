// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace Slipway.EndToEnd.Tests;

/// <summary>
/// The services of examples/shudl whose programs are downloaded, or stood in for: MinIO alone as a rule, and with <c>SLIPWAY_SOAK</c> those on Java as well, which fetch a
/// hundred megabytes more and take gigabytes of disk.
/// </summary>
[Trait("Needs", "Network")]
[Collection(nameof(ShudlShared))]
public sealed class ShudlLakehouseTests(ShudlFleet fleet)
{
    private const string Digest = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static readonly string[] OnJava = ["nessie", "trino", "spark"];

    private readonly InstalledProgram _slipway = fleet.Slipway;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal static bool IsSoak => Environment.GetEnvironmentVariable("SLIPWAY_SOAK") is { Length: > 0 };

    [Theory]
    [InlineData("minio", "docker/services/minio/", "MINIO_SHA256")]
    [InlineData("nessie", "docker/services/nessie/", "NESSIE_SHA256")]
    [InlineData("trino", "docker/services/trino/", "TRINO_SHA256")]
    [InlineData("spark", "docker/services/spark/", "SPARK_SHA256")]
    public async Task A_download_whose_digest_nobody_gives_is_refused_before_anything_is_fetched(string name, string context, string digest)
    {
        fleet.Runtime.Forget();

        (await _slipway.RunAsync("build", "./shudl", name, "--var", "PAYLOAD=download")).ShouldRefuse(1, $"{context}Dockerfile", digest, "must-be-given");

        fleet.Runtime.Ran.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_download_is_the_projects_own_file_by_the_digest_that_is_given_and_nothing_of_the_stand_in_is_asked_for()
    {
        string[] digests = ["--var", $"MINIO_SHA256={Digest}", "--var", $"MC_SHA256={Digest}", "--var", $"NESSIE_SHA256={Digest}", "--var", $"TRINO_SHA256={Digest}", "--var", $"SPARK_SHA256={Digest}", "--var", $"ICEBERG_SHA256={Digest}"];
        using var plan = JsonDocument.Parse((await _slipway.RunAsync(["plan", "./shudl", "minio", .. OnJava, "--format", "json", "--var", "PAYLOAD=download", .. digests])).ShouldSucceed().Bytes);

        var steps = plan.RootElement.GetProperty("steps").EnumerateArray().Select(static step => (Kind: step.GetProperty("kind").GetString(), Name: step.GetProperty("name").GetString()!)).ToList();
        steps.Where(static step => step.Kind == "download").Select(static step => new Uri(step.Name[step.Name.IndexOf("https://", StringComparison.Ordinal)..]).Host)
            .ShouldBe(["dl.min.io", "dl.min.io", "github.com", "repo1.maven.org", "archive.apache.org", "repo1.maven.org"], ignoreOrder: true);
        steps.ShouldNotContain(static step => step.Name.Contains("stand-in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Services_answer_their_health_checks_with_a_stand_in_that_says_that_it_is_one()
    {
        string[] names = IsSoak ? ["minio", .. OnJava] : ["minio"];
        (await _slipway.RunAsync(["build", "./shudl", .. names])).ShouldSucceed();
        (await _slipway.RunAsync(["verify", "./shudl", .. names])).ShouldSucceed().Output.ShouldNotContain("✗");

        foreach (var name in names)
        {
            (await _slipway.RunAsync("run", "-d", "--name", name, "--health-interval", "1s", $"ghcr.io/org/repo/{name}")).ShouldSucceed();
            while (!(await _slipway.RunAsync("ps", "-a", "--filter", $"name={name}", "--format", "{{.Status}}")).ShouldSucceed().Output.Contains("(healthy)", StringComparison.Ordinal))
                await Task.Delay(200, Cancellation);
            (await _slipway.RunAsync("inspect", $"ghcr.io/org/repo/{name}", "--format", "{{index .Config.Labels \"shudl.payload\"}}")).Output.Trim().ShouldBe("stand-in");
            (await _slipway.RunAsync("exec", name, "id", "-u")).Output.ShouldBe("1000\n");
        }
        if (IsSoak)
            await WorkerAsync();

        (await _slipway.RunAsync("exec", "minio", "curl", "--silent", "http://127.0.0.1:9000/minio/v2/metrics/cluster")).Output.ShouldContain("minio_node_process_uptime_seconds");
        (await _slipway.RunAsync(["rm", "-f", "-v", .. names])).ShouldSucceed();
    }

    // Spark's other role, which finds the master in the network that both share.
    private async Task WorkerAsync()
    {
        (await _slipway.RunAsync("run", "-d", "--name", "worker", "--network", "container:spark", "-e", "SPARK_PUBLIC_NAME=worker", "ghcr.io/org/repo/spark", "worker", "spark://127.0.0.1:7077")).ShouldSucceed();
        while (!(await _slipway.RunAsync("exec", "spark", "curl", "--silent", "http://127.0.0.1:8080/json/")).Output.Contains("{\"host\":\"worker\",\"state\":\"ALIVE\"}", StringComparison.Ordinal))
            await Task.Delay(200, Cancellation);
        (await _slipway.RunAsync("rm", "-f", "-v", "worker")).ShouldSucceed();
    }
}
