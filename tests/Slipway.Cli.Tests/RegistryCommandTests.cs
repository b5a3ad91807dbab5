// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Cli.Tests;

public sealed class RegistryCommandTests : IDisposable
{
    private readonly TestProgram _slipway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _slipway.Dispose();

    [Fact]
    public async Task An_image_is_copied_joined_inspected_and_listed_where_it_is_and_the_store_stays_empty()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var app = $"{registry.Registry}/team/app";
        await PushAsync(registry.Registry);

        var copied = await _slipway.OutputOfAsync("copy", "--platform", "linux/arm64", $"{app}:1", $"{app}:arm64", "oci:layout:arm64");
        var joined = await _slipway.OutputOfAsync("index", "create", "-t", $"{app}:joined", "--annotation", "index:org.example.note=x", $"{app}:amd64", "oci:layout:arm64");
        using var index = JsonDocument.Parse(await _slipway.OutputOfAsync("index", "inspect", "--remote", "--format", "json", $"{app}:joined"));
        var arm64 = copied.Split('\n')[0].Split(": ")[1];

        copied.ShouldBe($"{app}:arm64: {arm64}\noci:{_slipway.Folder["layout"]}:arm64: {arm64}\n");
        index.RootElement.GetProperty("digest").GetString().ShouldBe(joined.TrimEnd('\n').Split(": ")[1]);
        index.RootElement.GetProperty("platforms").EnumerateArray().Select(static entry => entry.GetProperty("platform").GetString()).ShouldBe(["linux/amd64", "linux/arm64"]);
        (await _slipway.OutputOfAsync("inspect", "--remote", "--platform", "linux/arm64", "--format", "{{.Architecture}} {{json .Config.Cmd}} {{.ManifestDigest}}", $"{app}:joined"))
            .ShouldBe($"arm64 [\"/bin/true\"] {arm64}\n");
        (await _slipway.OutputOfAsync("inspect", "--remote", "--raw", $"{app}:joined")).ShouldContain("\"org.example.note\":\"x\"");
        (await _slipway.OutputOfAsync("index", "inspect", "--remote", "--format", "{{(index .Platforms 0).Platform}}", $"{app}:amd64")).ShouldBe("linux/amd64\n");
        (await _slipway.OutputOfAsync("referrers", $"{app}:joined")).ShouldStartWith("DIGEST");
        _slipway.Store.ListBlobs().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_not_in_a_registry_is_told_with_exit_code_1()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);

        foreach (var words in (string[][])[["copy", $"{registry.Registry}/no:1", "oci:x"], ["inspect", "--remote", $"{registry.Registry}/no:1"], ["referrers", $"{registry.Registry}/no:1"], ["index", "create", "-t", "oci:x", $"{registry.Registry}/no:1"]])
        {
            var (code, _, error) = await _slipway.RunAsync(words);
            code.ShouldBe(ExitCode.No, error);
            error.ShouldContain($"{registry.Registry}/no");
        }
    }

    [Fact]
    public async Task Words_that_mean_nothing_are_refused()
    {
        (await _slipway.RunAsync("copy", "oci:", "a/b")).ExitCode.ShouldBe(ExitCode.Usage);
        (await _slipway.RunAsync("index", "create", "a/b:1")).Error.ShouldContain("the index has no name to get");
        (await _slipway.RunAsync("index", "create", "--append", "--dry-run", "a/b:1")).Error.ShouldContain("--append wants the name");
        (await _slipway.RunAsync("index", "create", "--dry-run", "--annotation", "x", "a/b:1")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task A_password_from_standard_input_or_a_terminal_is_kept_by_the_program_that_keeps_them_and_nowhere_else()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Password, Cancellation);
        var kept = _slipway.Folder["kept"];
        // As Amazon's, Google's and the desktops' are: one program, asked by verb, that keeps what it is given.
        var program = _slipway.Folder.Write("bin/docker-credential-slipwaytest", $$"""
            #!/bin/sh
            case "$1" in
              store) cat > '{{kept}}' ;;
              get) [ -f '{{kept}}' ] && cat '{{kept}}' || { echo 'credentials not found in native keychain'; exit 1; } ;;
              erase) rm -f '{{kept}}' ;;
            esac
            """);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        var config = _slipway.Folder.Write("docker/config.json", $$"""{ "credHelpers": { "{{registry.Registry}}": "slipwaytest" } }""");
        _slipway.Variables["DOCKER_CONFIG"] = Path.GetDirectoryName(config)!;
        var path = Environment.GetEnvironmentVariable("PATH");
        Environment.SetEnvironmentVariable("PATH", $"{Path.GetDirectoryName(program)}:{path}");
        try
        {
            var (code, output, error) = await _slipway.RunAsync(new MemoryStream(Encoding.UTF8.GetBytes(DockerRegistryServer.Password + "\n")), "login", registry.Registry, "-u", DockerRegistryServer.User, "--password-stdin");
            code.ShouldBe(ExitCode.Done, error);
            Encoding.UTF8.GetString(output).ShouldContain("docker-credential-slipwaytest");
            (await File.ReadAllTextAsync(config, Cancellation)).ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{DockerRegistryServer.User}:{DockerRegistryServer.Password}")));
            await PushAsync(registry.Registry);
            (await _slipway.RunAsync("inspect", "--remote", $"{registry.Registry}/team/app:amd64")).ExitCode.ShouldBe(ExitCode.Done);

            await _slipway.OutputOfAsync("logout", registry.Registry);
            File.Exists(kept).ShouldBeFalse();
            (await _slipway.RunAsync("inspect", "--remote", $"{registry.Registry}/team/app:amd64")).Error.ShouldContain($"slipway login {registry.Registry}");
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }

    [Fact]
    public async Task A_build_is_pushed_under_several_names_to_several_registries_and_pushed_again_to_both_at_once()
    {
        await using var one = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        await using var two = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        _slipway.Folder.Write("app/Dockerfile", "FROM scratch\nCOPY hello /\n");
        _slipway.Folder.Write("app/hello", "hello");
        string[] names = [$"{one.Registry}/team/app:1", $"{one.Registry}/team/app:latest", $"{two.Registry}/mirror/app:1"];

        await _slipway.OutputOfAsync(["build", .. names.SelectMany(static name => (string[])["-t", name]), "--push", "app/"]);

        var digests = await Task.WhenAll(names.Select(name => _slipway.OutputOfAsync("inspect", "--remote", "--format", "{{.ManifestDigest}}", name)));
        digests.Distinct().ShouldHaveSingleItem();
        (await _slipway.OutputOfAsync(["push", .. names])).Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(names.Select(name => $"{name}: {digests[0].TrimEnd('\n')}"));
    }

    [Fact]
    public async Task Settings_that_can_t_be_read_are_told_with_exit_code_2()
    {
        _slipway.Variables["SLIPWAY_REGISTRIES"] = _slipway.Folder.Write("registries.json", """{ "registries": { "x": { "mirrors": "y" } } }""");

        var (code, _, error) = await _slipway.RunAsync("pull", "127.0.0.1:1/a/b");

        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain("registries.json");
    }

    // What one program pushes another one's empty store is asked of.
    private async Task PushAsync(string registry)
    {
        var store = OciLayout.Open(_slipway.Folder["other"]);
        var index = RandomImage.CreateIndex(store, seed: 1, Platform.LinuxAmd64, Platform.LinuxArm64);
        using var http = new Slipway.Distribution.GuardedHttp();
        var credentials = new Slipway.Distribution.CredentialStore(_slipway.Folder["auth.json"]);
        await credentials.SaveAsync(registry, Slipway.Distribution.RegistryCredential.FromPassword(DockerRegistryServer.User, DockerRegistryServer.Password), Cancellation);
        var transfer = new Slipway.Distribution.ImageTransfer(http, credentials);
        await transfer.PushAsync(store, index, ImageReference.Parse($"{registry}/team/app:1"), null, Cancellation);
        await transfer.PushAsync(store, store.ReadManifest(index).Index!.Manifests[0], ImageReference.Parse($"{registry}/team/app:amd64"), null, Cancellation);
    }
}
