// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>The image of the registry itself, built and proven by Slipway and run by Docker, set up as its Compose file does.</summary>
[Trait("Needs", "Peers")]
[Trait("Needs", "Network")]
public sealed class RegistryImageTests : IAsyncLifetime
{
    private const string Password = "yourpassword-71cc";
    private readonly InstalledProgram _slipway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Root => FindRoot();

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        Needs.Tool("gpgv");
        Needs.Tool("htpasswd");
        Needs.Tool("openssl");
        if (!File.Exists(Path.Combine(Root, "artifacts/publish/single-file/slipway")))
            Needs.Lack("it needs the published program: eng/publish.sh artifacts/publish");
        await Needs.DebianMirrorsAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _slipway.DisposeAsync();

    [Fact(Timeout = 300_000)]
    public async Task It_is_built_proven_and_runs_in_docker_with_the_variables_of_the_compose_file()
    {
        var example = Path.Combine(Root, "examples/registry") + "/";
        (await _slipway.RunAsync("build", example)).ShouldSucceed();
        (await _slipway.RunAsync("verify", example)).ShouldSucceed();
        (await _slipway.RunAsync("save", "-o", "image.tar", "slipway-registry:0.1.0")).ShouldSucceed();
        await using var docker = await DockerDaemon.StartAsync(Cancellation);
        await docker.RunAsync(["load", "-i", _slipway.Folder["image.tar"]], Cancellation);
        await PrepareAsync();
        var port = FreePort();

        await docker.RunAsync(
            ["run", "-d", "--name", "docker-registry", "--network", "host", "-e", $"REGISTRY_HTTP_ADDR=127.0.0.1:{port}", .. Variables(), .. Volumes(), "slipway-registry:0.1.0"], Cancellation);
        var answer = await CurlUntilAsync($"https://127.0.0.1:{port}/v2/_catalog");
        await docker.RunAsync(["login", "--username", "admin", "--password", Password, $"127.0.0.1:{port}"], Cancellation);
        await docker.RunAsync(["tag", "slipway-registry:0.1.0", $"127.0.0.1:{port}/slipway-registry:0.1.0"], Cancellation);
        await docker.RunAsync(["push", $"127.0.0.1:{port}/slipway-registry:0.1.0"], Cancellation);

        answer.ShouldBe("""{"repositories":[]}""");
        (await CurlUntilAsync($"https://127.0.0.1:{port}/v2/_catalog")).ShouldBe("""{"repositories":["slipway-registry"]}""");
        File.Exists(_slipway.Folder["data/meta.db"]).ShouldBeTrue();
        await docker.RunAsync(["rm", "-f", "docker-registry"], Cancellation);
    }

    private async Task PrepareAsync()
    {
        foreach (var folder in new[] { "data", "certs", "auth" })
            Directory.CreateDirectory(_slipway.Folder[folder]);
        (await new Command("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout", _slipway.Folder["certs/domain.key"], "-out", _slipway.Folder["certs/domain.crt"]]).RunAsync(Cancellation)).EnsureSuccess();
        _slipway.Folder.Write("auth/htpasswd", (await new Command("htpasswd", ["-Bbn", "admin", Password]) { Package = "apache2-utils" }.RunAsync(Cancellation)).EnsureSuccess().OutputText);
    }

    // What the Compose file says, so that it can't say anything else than what is tried.
    private static IEnumerable<string> Variables() => File.ReadLines(Path.Combine(Root, "examples/registry/compose.yaml"))
        .Select(static line => line.Trim()).Where(static line => line.StartsWith("REGISTRY_", StringComparison.Ordinal))
        .SelectMany(static line => new[] { "-e", line.Replace(": ", "=", StringComparison.Ordinal) });

    private IEnumerable<string> Volumes() => File.ReadLines(Path.Combine(Root, "examples/registry/compose.yaml"))
        .Select(static line => line.Trim()).Where(static line => line.StartsWith("- ./", StringComparison.Ordinal))
        .SelectMany(line => new[] { "-v", _slipway.Folder.Path + line["- .".Length..] });

    private async Task<string> CurlUntilAsync(string address)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await new Command("curl", ["--silent", "--show-error", "--noproxy", "*", "--cacert", _slipway.Folder["certs/domain.crt"], "--user", $"admin:{Password}", address]).RunAsync(Cancellation);
            if (answer.ExitCode == 0)
                return answer.OutputText.Trim();
            if (attempt == 100)
                throw new InvalidOperationException($"The registry does not answer: {answer.ErrorText}");
            await Task.Delay(200, Cancellation);
        }
    }

    private static string FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    private static string FindRoot([CallerFilePath] string source = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../.."));
}
