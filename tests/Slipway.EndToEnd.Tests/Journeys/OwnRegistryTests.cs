// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>The chapters of a guide to a registry of one's own, command by command: run it, tag, push, look; with users; with TLS. Each by our client and by Docker's.</summary>
[Trait("Needs", "Peers")]
public sealed class OwnRegistryTests : IAsyncLifetime
{
    private const string Password = "yourpassword-3f9a";
    private readonly InstalledProgram _slipway = new();
    private string _host = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Needs.Tool("curl");
        _slipway.Folder.Write("image/file.txt", "a module\n");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _slipway.DisposeAsync();

    [Fact(Timeout = 240_000)]
    public async Task Quick_setup_run_tag_push_and_look()
    {
        await using var docker = await DockerDaemon.StartAsync(Cancellation);
        await ServeAsync("--storage", "registry/data", "--anonymous", "push");

        await MakeImageAsync();
        (await _slipway.RunAsync("tag", "my-module:1.0.0", $"{_host}/my-module:1.0.0")).ShouldSucceed();
        (await _slipway.RunAsync("push", $"{_host}/my-module:1.0.0")).ShouldSucceed();
        await MakeImageAsync(docker, "their-module:1.0.0");
        await docker.RunAsync(["tag", "their-module:1.0.0", $"{_host}/their-module:1.0.0"], Cancellation);
        await docker.RunAsync(["push", $"{_host}/their-module:1.0.0"], Cancellation);

        (await CurlAsync($"http://{_host}/v2/_catalog")).ShouldBe("""{"repositories":["my-module","their-module"]}""");
        await docker.RunAsync(["pull", $"{_host}/my-module:1.0.0"], Cancellation);
        (await _slipway.RunAsync("pull", $"{_host}/their-module:1.0.0")).ShouldSucceed();
    }

    [Fact(Timeout = 240_000)]
    public async Task Registry_with_authentication_htpasswd_login_and_push()
    {
        Needs.Tool("htpasswd");
        await using var docker = await DockerDaemon.StartAsync(Cancellation);
        await WriteUsersAsync();
        _slipway.Variables["REGISTRY_AUTH"] = "htpasswd";
        _slipway.Variables["REGISTRY_AUTH_HTPASSWD_REALM"] = "Registry Realm";
        _slipway.Variables["REGISTRY_AUTH_HTPASSWD_PATH"] = "registry/auth/htpasswd";
        _slipway.Variables["REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY"] = "registry/data";
        await ServeAsync();
        await MakeImageAsync();
        await MakeImageAsync(docker, $"{_host}/their-module:1.0.0");
        (await _slipway.RunAsync("tag", "my-module:1.0.0", $"{_host}/my-module:1.0.0")).ShouldSucceed();

        (await _slipway.RunAsync("push", $"{_host}/my-module:1.0.0")).ExitCode.ShouldNotBe(0);
        (await docker.TryAsync(["push", $"{_host}/their-module:1.0.0"], Cancellation)).ExitCode.ShouldNotBe(0);
        (await _slipway.RunWithInputAsync("wrong", "login", _host, "--username", "admin", "--password-stdin")).ExitCode.ShouldNotBe(0);
        (await _slipway.RunWithInputAsync(Password, "login", _host, "--username", "admin", "--password-stdin")).ShouldSucceed();
        (await docker.RunAsync(["login", "--username", "admin", "--password", Password, _host], Cancellation)).ShouldContain("Login Succeeded");

        (await _slipway.RunAsync("push", $"{_host}/my-module:1.0.0")).ShouldSucceed();
        await docker.RunAsync(["push", $"{_host}/their-module:1.0.0"], Cancellation);
        (await CurlAsync("--user", $"admin:{Password}", $"http://{_host}/v2/_catalog")).ShouldBe("""{"repositories":["my-module","their-module"]}""");
        Directory.Exists(_slipway.Folder["registry/data"]).ShouldBeTrue();
    }

    [Fact(Timeout = 240_000)]
    public async Task Production_setup_with_a_certificate_in_files()
    {
        Needs.Tool("htpasswd");
        Needs.Tool("openssl");
        await using var docker = await DockerDaemon.StartAsync(Cancellation);
        await WriteUsersAsync();
        Directory.CreateDirectory(_slipway.Folder["certs"]);
        (await new Command("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout", _slipway.Folder["certs/domain.key"], "-out", _slipway.Folder["certs/domain.crt"]]).RunAsync(Cancellation)).EnsureSuccess();
        foreach (var (name, value) in new[]
        {
            ("REGISTRY_HTTP_TLS_CERTIFICATE", "certs/domain.crt"), ("REGISTRY_HTTP_TLS_KEY", "certs/domain.key"),
            ("REGISTRY_AUTH", "htpasswd"), ("REGISTRY_AUTH_HTPASSWD_PATH", "registry/auth/htpasswd"), ("REGISTRY_AUTH_HTPASSWD_REALM", "Registry Realm"),
        })
        {
            _slipway.Variables[name] = value;
        }
        await ServeAsync();
        _slipway.Folder.Write("registries.json", JsonSerializer.Serialize(new { registries = new Dictionary<string, object> { [_host] = new { authorities = new[] { "certs/domain.crt" } } } }));
        _slipway.Variables["SLIPWAY_REGISTRIES"] = _slipway.Folder["registries.json"];

        (await _slipway.RunWithInputAsync(Password, "login", _host, "--username", "admin", "--password-stdin")).ShouldSucceed();
        await docker.RunAsync(["login", "--username", "admin", "--password", Password, _host], Cancellation);
        await MakeImageAsync();
        (await _slipway.RunAsync("tag", "my-module:1.0.0", $"{_host}/my-module:1.0.0")).ShouldSucceed();
        (await _slipway.RunAsync("push", $"{_host}/my-module:1.0.0")).ShouldSucceed();

        await docker.RunAsync(["pull", $"{_host}/my-module:1.0.0"], Cancellation);
        (await CurlAsync("--cacert", _slipway.Folder["certs/domain.crt"], "--user", $"admin:{Password}", $"https://{_host}/v2/_catalog")).ShouldBe("""{"repositories":["my-module"]}""");
    }

    [Fact(Timeout = 240_000)]
    public async Task What_is_refused_by_a_rule_is_told_to_docker_with_the_reason()
    {
        Needs.Tool("htpasswd");
        await using var docker = await DockerDaemon.StartAsync(Cancellation);
        await WriteUsersAsync();
        _slipway.Folder.Write("registry.yaml", "htpasswd: registry/auth/htpasswd\naccess:\n- { repositories: team/**, users: [admin], allow: [pull, push] }\n");
        await ServeAsync("--settings", "registry.yaml");
        await docker.RunAsync(["login", "--username", "admin", "--password", Password, _host], Cancellation);
        await MakeImageAsync(docker, $"{_host}/team/app:1.0.0");
        await docker.RunAsync(["push", $"{_host}/team/app:1.0.0"], Cancellation);
        _slipway.Folder.Write("image/file.txt", "another module\n");
        await MakeImageAsync(docker, $"{_host}/team/app:1.0.0");

        var again = await docker.TryAsync(["push", $"{_host}/team/app:1.0.0"], Cancellation);
        await docker.RunAsync(["tag", $"{_host}/team/app:1.0.0", $"{_host}/other/app:1.0.0"], Cancellation);
        var elsewhere = await docker.TryAsync(["push", $"{_host}/other/app:1.0.0"], Cancellation);

        again.ExitCode.ShouldNotBe(0);
        again.Error.ShouldContain("'admin' may set new tags here, but not make '1.0.0' name another image");
        elsewhere.ExitCode.ShouldNotBe(0);
        elsewhere.Error.ShouldContain("denied");
        var audit = (await _slipway.RunAsync("registry", "audit")).ShouldSucceed().Output;
        audit.ShouldContain("\"refusal\":\"'admin' may set new tags here");
        audit.ShouldNotContain(Password);
    }

    [Fact(Timeout = 240_000)]
    public async Task A_key_is_made_used_listed_and_revoked_while_the_registry_runs()
    {
        await ServeAsync("--tls", "self-signed", "--anonymous", "none");
        var authority = Path.Combine(_slipway.Home, "registry/tls/authority.crt");
        var made = (await _slipway.RunAsync("registry", "key", "create", "ci", "--repositories", "team/**", "--allow", "pull,push", "--ttl", "90d")).ShouldSucceed();
        var key = made.Output.Trim();

        (await _slipway.RunAsync("registry", "key", "list")).ShouldSucceed().Output.ShouldContain("team/**");
        (await CurlAsync("--cacert", authority, "--user", $"any:{key}", $"https://{_host}/v2/_catalog")).ShouldBe("""{"repositories":[]}""");
        (await _slipway.RunAsync("registry", "key", "create", "ci")).ShouldRefuse(1, "There is a key 'ci' already");
        (await _slipway.RunAsync("registry", "key", "revoke", "ci")).ShouldSucceed();

        (await CurlAsync("--cacert", authority, "--user", $"any:{key}", $"https://{_host}/v2/_catalog")).ShouldContain("UNAUTHORIZED");
        (await _slipway.RunAsync("registry", "key", "revoke", "ci")).ShouldRefuse(1, "there is no key 'ci'");
    }

    [Theory]
    [InlineData("is beyond loopback without TLS", "Give it a certificate", "--address", "0.0.0.0:0")]
    [InlineData("has half a certificate", "go together", "--tls-key", "a.key")]
    [InlineData("has settings that are not there", "there is no settings file 'none.yaml'", "--settings", "none.yaml")]
    public async Task A_registry_that_would_not_be_as_it_was_meant_does_not_start(string what, string reason, params string[] words)
    {
        what.ShouldNotBeEmpty();
        (await _slipway.RunAsync(["registry", "serve", .. words])).ShouldRefuse(2, reason);
    }

    [Fact]
    public async Task A_mistake_in_the_settings_is_told_with_its_place_and_an_unknown_variable_by_name()
    {
        _slipway.Folder.Write("registry.yaml", "acces:\n- { repositories: team/**, users: [admin], allow: [pull] }\n");

        (await _slipway.RunAsync("registry", "serve", "--settings", "registry.yaml")).ShouldRefuse(2, "registry.yaml:1:1:", "has no 'acces'", "  1 | acces:", "access");
        _slipway.Variables["REGISTRY_REDIS_ADDR"] = "127.0.0.1:6379";
        (await _slipway.RunAsync("registry", "serve")).ShouldRefuse(2, "REGISTRY_REDIS_ADDR");
    }

    private async Task ServeAsync(params string[] words)
    {
        var (_, lines) = await _slipway.StartAsync("registry at", ["registry", "serve", "--address", "127.0.0.1:0", .. words]);
        _host = new Uri(lines[^1]["registry at ".Length..]).Authority;
    }

    private async Task WriteUsersAsync()
    {
        var line = (await new Command("htpasswd", ["-Bbn", "admin", Password]) { Package = "apache2-utils" }.RunAsync(Cancellation)).EnsureSuccess().OutputText;
        _slipway.Folder.Write("registry/auth/htpasswd", line);
    }

    private async Task MakeImageAsync()
    {
        await TarAsync("image.tar");
        (await _slipway.RunAsync("import", "image.tar", "my-module:1.0.0")).ShouldSucceed();
    }

    private async Task MakeImageAsync(DockerDaemon docker, string name)
    {
        await TarAsync("image.tar");
        await docker.RunAsync(["import", _slipway.Folder["image.tar"], name], Cancellation);
    }

    private async Task TarAsync(string name) =>
        (await new Command("tar", ["-C", _slipway.Folder["image"], "-cf", _slipway.Folder[name], "."]).RunAsync(Cancellation)).EnsureSuccess();

    private static async Task<string> CurlAsync(params string[] arguments) =>
        (await new Command("curl", ["--silent", "--show-error", "--noproxy", "*", .. arguments]).RunAsync(Cancellation)).EnsureSuccess().OutputText.Trim();
}
