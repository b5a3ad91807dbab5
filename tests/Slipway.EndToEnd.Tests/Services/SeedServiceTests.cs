// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Containers;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests.Services;

/// <summary>Compose files as guides of real systems have them, with their ports on free ones, and Debian's Redis and Mosquitto under the names that they give.</summary>
[Trait("Needs", "Network")]
public sealed partial class SeedServiceTests(SeedImages images) : IClassFixture<SeedImages>, IAsyncDisposable
{
    private readonly InstalledProgram _slipway = images.Slipway;

    [Fact]
    public async Task An_image_with_an_environment_from_the_host_runs_in_SQS_s_file()
    {
        _slipway.Variables["AWS_ACCESS_KEY_ID"] = "AKIAEXAMPLE";
        _slipway.Variables["AWS_SECRET_ACCESS_KEY"] = "hunter2";

        var up = await UpAsync("""
            version: '3.8'

            services:
              openhqm:
                image: ghcr.io/yourusername/openhqm:latest-sqs
                environment:
                  OPENHQM_QUEUE__TYPE: sqs
                  OPENHQM_QUEUE__SQS_REGION: us-east-1
                  AWS_ACCESS_KEY_ID: ${AWS_ACCESS_KEY_ID}
                  AWS_SECRET_ACCESS_KEY: ${AWS_SECRET_ACCESS_KEY}
                ports:
                  - "8000:8000"
            """);

        (up.Output + up.Error).ShouldNotContain("hunter2");
        (await ExecAsync("openhqm", "printenv OPENHQM_QUEUE__TYPE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY")).ShouldBe("sqs\nAKIAEXAMPLE\nhunter2\n");
        await AnswersAsync("busybox wget -q -O - http://127.0.0.1:8000/", "here\n");
        using var http = new HttpClient();
        (await http.GetStringAsync(new Uri($"http://127.0.0.1:{PublishedPort().Match(up.Output).Groups[1].Value}/"), TestContext.Current.CancellationToken)).ShouldBe("here\n");
    }

    [Fact]
    public async Task Redis_is_reached_by_the_name_of_its_service()
    {
        await UpAsync("""
            version: '3.8'

            services:
              redis:
                image: redis:7-alpine
                ports:
                  - "6379:6379"

              openhqm:
                image: ghcr.io/yourusername/openhqm:latest-redis
                environment:
                  OPENHQM_QUEUE__TYPE: redis
                  OPENHQM_QUEUE__REDIS_URL: redis://redis:6379
                ports:
                  - "8000:8000"
                depends_on:
                  - redis
            """);

        await AnswersAsync("redis-cli -u $OPENHQM_QUEUE__REDIS_URL ping", "PONG\n");
    }

    [Fact]
    public async Task A_broker_is_reached_by_its_name_and_by_a_port_that_is_a_number()
    {
        await UpAsync("""
            version: '3.8'

            services:
              mqtt:
                image: eclipse-mosquitto:latest
                ports:
                  - "1883:1883"

              openhqm:
                image: ghcr.io/yourusername/openhqm:latest-mqtt
                environment:
                  OPENHQM_QUEUE__TYPE: mqtt
                  OPENHQM_QUEUE__MQTT_BROKER_HOST: mqtt
                  OPENHQM_QUEUE__MQTT_BROKER_PORT: 1883
                ports:
                  - "8000:8000"
                depends_on:
                  - mqtt
            """);

        await AnswersAsync("mosquitto_pub -h $OPENHQM_QUEUE__MQTT_BROKER_HOST -p $OPENHQM_QUEUE__MQTT_BROKER_PORT -t jobs -m one && echo sent", "sent\n");
    }

    [Fact]
    public async Task A_registry_is_named_restarted_and_has_folders_beside_its_file()
    {
        await UpAsync("""
            version: '3.8'

            services:
              registry:
                image: registry:2
                container_name: docker-registry
                restart: always
                ports:
                  - "5000:5000"
                environment:
                  REGISTRY_HTTP_TLS_CERTIFICATE: /certs/domain.crt
                  REGISTRY_HTTP_TLS_KEY: /certs/domain.key
                  REGISTRY_AUTH: htpasswd
                  REGISTRY_AUTH_HTPASSWD_PATH: /auth/htpasswd
                  REGISTRY_AUTH_HTPASSWD_REALM: Registry Realm
                volumes:
                  - ./data:/var/lib/registry
                  - ./certs:/certs
                  - ./auth:/auth
            """);

        (await _slipway.RunAsync("exec", "docker-registry", "sh", "-c", "touch /var/lib/registry/kept; echo $REGISTRY_AUTH_HTPASSWD_REALM")).Output.ShouldBe("Registry Realm\n");
        File.Exists(_slipway.Folder["seed/data/kept"]).ShouldBeTrue();
        Directory.Exists(_slipway.Folder["seed/auth"]).ShouldBeTrue();
        new ContainerCatalog(new(_slipway.Home)).Find("docker-registry")!.Restart.ShouldBe(new RestartPolicy(RestartMode.Always));
    }

    public async ValueTask DisposeAsync() => (await _slipway.RunAsync("down", "-p", "seed", "-v", "-t", "0")).ShouldSucceed();

    private async Task<Answer> UpAsync(string text)
    {
        // Whatever else this machine runs, the file's own ports may be taken.
        _slipway.Folder.Write("seed/docker-compose.yml", HostPort().Replace(text, static match => $"\"{BusyboxImage.FreePort()}:{match.Groups[1].Value}\""));
        return (await _slipway.RunAsync("up", "--fleet", "seed/docker-compose.yml", "-d")).ShouldSucceed();
    }

    private async Task<string> ExecAsync(string service, string command) => (await _slipway.RunAsync("exec", $"seed-{service}-1", "sh", "-c", command)).Output;

    // Started is not yet listening.
    private async Task AnswersAsync(string command, string answer)
    {
        while (await ExecAsync("openhqm", command) != answer)
            await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("\"\\d+:(\\d+)\"")]
    private static partial Regex HostPort();

    [GeneratedRegex(@"127\.0\.0\.1:(\d+)->8000")]
    private static partial Regex PublishedPort();
}
