// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>
/// The six optimised services of HA-Ingestor: proven, and started one by one without a root that can be written. As they were before
/// they are planned, and with <c>SLIPWAY_SOAK</c> built.
/// </summary>
[Collection("HaIngestor")]
[Trait("Needs", "Network")]
public sealed class HaIngestorTests(HaIngestorImages images)
{
    private static readonly string[] Services = ["websocket-ingestion", "admin-api", "enrichment-pipeline", "weather-api", "data-retention", "health-dashboard"];
    private readonly DocumentShell _shell = images.Shell;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_validation_script_passes_all_six_and_says_how_large_they_are()
    {
        var script = DocumentShell.Repository("scripts/validate-optimized-images.sh");
        var table = await _shell.SayAsync($"SLIPWAY=slipway {script} --no-build");

        foreach (var service in Services)
            table.ShouldMatch($@"(?m)^{service} +[0-9.]+ MB +[0-9.]+ MB +(\d+)/\1 1001 +none +healthy +passed$");
        table.ShouldEndWith("\n6 passed, 0 failed, 0 not built\n");
        (await _shell.SayAsync("docker images --format \"table {{.Repository}}\\t{{.Tag}}\\t{{.Size}}\"")).ShouldMatch(@"homeiq-websocket +optimized +[0-9.]+MB");
        // What is built by hand is configured as the fleet's.
        await _shell.SayAsync("docker build -t homeiq-websocket:by-hand -f services/websocket-ingestion/Dockerfile . -q");
        (await _shell.SayAsync("docker inspect -f '{{json .Config}}' homeiq-websocket:by-hand")).ShouldBe(await _shell.SayAsync("docker inspect -f '{{json .Config}}' homeiq-websocket:optimized"));
        (await _shell.SayAsync("docker ps -a -q")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_validation_script_fails_an_image_that_does_not_start_and_one_that_is_missing()
    {
        var script = DocumentShell.Repository("scripts/validate-optimized-images.sh");

        // Without its setting, websocket-ingestion ends with the reason.
        var started = await _shell.TryAsync($"VALIDATE_ENV= SLIPWAY=slipway {script} --no-build websocket-ingestion");
        var missing = await _shell.TryAsync($"SLIPWAY=slipway SLIPWAY_HOME=$SLIPWAY_HOME/empty {script} --no-build weather-api");

        started.ExitCode.ShouldBe(1);
        started.Output.ShouldMatch("websocket-ingestion .* exited +FAILED");
        started.Error.ShouldContain("HA_TOKEN is not set");
        missing.ExitCode.ShouldBe(1);
        missing.Output.ShouldContain("1 not built");
    }

    [Fact]
    public void The_scripts_are_as_shellcheck_wants_them()
    {
        var shellcheck = Needs.Tool("shellcheck");
        var scripts = Directory.GetFiles(DocumentShell.Repository("scripts"), "*.sh")
            .Concat(["examples/ha-ingestor/build/install.sh", "examples/ha-ingestor/test/run", "examples/a64/install/install.sh", "examples/a64/modules/example-app/healthcheck.sh"])
            .Select(static path => DocumentShell.Repository(path));

        using var check = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(shellcheck, scripts) { RedirectStandardOutput = true })!;
        var said = check.StandardOutput.ReadToEnd();
        check.WaitForExit();

        said.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_images_as_they_were_have_what_the_others_leave_out()
    {
        var plan = await _shell.SayAsync("slipway plan --fleet before.yaml");
        foreach (var service in Services)
            plan.ShouldContain($"{service}  [linux/");
        var written = Sizes(await File.ReadAllTextAsync(Path.Combine(_shell.Folder, "before.json"), Cancellation));
        written.Keys.ShouldBe([.. Services, "debian"], ignoreOrder: true);
        if (Environment.GetEnvironmentVariable("SLIPWAY_SOAK") is null)
            return;
        await _shell.SayAsync("slipway build --fleet before.yaml --progress quiet");
        await _shell.SayAsync("slipway report --fleet before.yaml --format json > $SLIPWAY_HOME/before.json");

        var measured = Sizes(await _shell.SayAsync("cat $SLIPWAY_HOME/before.json"));
        foreach (var service in Services)
        {
            // Debian's packages change; what is written down stays near.
            measured[service].ShouldBeInRange(written[service] * 9 / 10, written[service] * 11 / 10, service);
            (await _shell.SayAsync($"docker run --rm {Image(service)}:before id -u")).ShouldBe("0\n");
        }
        (await _shell.SayAsync("docker run --rm homeiq-weather-api:before gcc --version")).ShouldContain("gcc");
        await _shell.SayAsync("docker run -d --name old --health-interval 1s homeiq-weather-api:before");
        await _shell.AskAsync("docker ps | grep '(healthy)'");
        await _shell.SayAsync("docker rm -f old");
    }

    private static Dictionary<string, long> Sizes(string report) =>
        JsonNode.Parse(report)!["images"]!.AsArray().ToDictionary(static row => row!["image"]!.GetValue<string>(), static row => row!["size"]!.GetValue<long>());

    private static string Image(string service) => "homeiq-" + service switch
    {
        "websocket-ingestion" => "websocket",
        "enrichment-pipeline" => "enrichment",
        "health-dashboard" => "dashboard",
        _ => service,
    };
}
