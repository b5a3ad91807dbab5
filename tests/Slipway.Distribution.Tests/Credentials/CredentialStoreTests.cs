// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

public sealed class CredentialStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"auths":{"ghcr.io":{"auth":"YW5uOmh1bnRlcjI="}}}""", "ghcr.io", "ann")]
    [InlineData("""{"auths":{"https://ghcr.io/v2/":{"auth":"YW5uOmh1bnRlcjI="}}}""", "ghcr.io", "ann")]
    [InlineData("""{"auths":{"ghcr.io":{"username":"bob","password":"x"}}}""", "ghcr.io", "bob")]
    [InlineData("""{"auths":{"https://index.docker.io/v1/":{"auth":"YW5uOmh1bnRlcjI="}}}""", "docker.io", "ann")]
    [InlineData("""{"auths":{"docker.io":{"auth":"YW5uOmh1bnRlcjI="}}}""", "docker.io", "ann")]
    [InlineData("""{"auths":{"ghcr.io":{"auth":"YW5uOmh1bnRlcjI="},"ghcr.io/team":{"auth":"Ym9iOng="}}}""", "ghcr.io", "bob")]
    [InlineData("""{"auths":{"ghcr.io.evil.example":{"auth":"YW5uOmh1bnRlcjI="}}}""", "ghcr.io", null)]
    [InlineData("""{"auths":{"ghcr.io":{}}}""", "ghcr.io", null)]
    [InlineData("""{"auths":{"ghcr.io":{"auth":"not base64!"}}}""", "ghcr.io", null)]
    [InlineData("", "ghcr.io", null)]
    public async Task A_credential_is_found_as_Docker_and_podman_write_it(string file, string registry, string? user)
    {
        var store = new CredentialStore(_folder.Write("config.json", file));

        var credential = await store.FindAsync(registry, RepositoryName.Parse("team/app"), Cancellation);

        credential?.Username.ShouldBe(user);
        (credential is null).ShouldBe(user is null);
    }

    [Fact]
    public async Task Files_are_asked_in_order()
    {
        var first = _folder.Write("docker/config.json", """{"auths":{"a.example":{"auth":"YW5uOmh1bnRlcjI="}}}""");
        var second = _folder.Write("podman/auth.json", """{"auths":{"a.example":{"auth":"Ym9iOng="},"b.example":{"auth":"Ym9iOng="}}}""");
        var store = new CredentialStore(first, second);

        (await store.FindAsync("a.example", null, Cancellation))!.Username.ShouldBe("ann");
        (await store.FindAsync("b.example", null, Cancellation))!.Username.ShouldBe("bob");
    }

    [Fact]
    public void The_environment_names_one_file_alone_or_Docker_s_and_podman_s()
    {
        CredentialStore.From(static name => name == "REGISTRY_AUTH_FILE" ? "/some/auth.json" : "/home/ann").WritePath.ShouldBe("/some/auth.json");
        CredentialStore.From(static name => name == "HOME" ? "/home/ann" : null).WritePath.ShouldBe("/home/ann/.docker/config.json");
        CredentialStore.From(static name => name == "DOCKER_CONFIG" ? "/etc/mine" : null).WritePath.ShouldBe("/etc/mine/config.json");
    }

    [Fact]
    public async Task A_saved_credential_is_read_by_its_owner_alone_and_leaves_the_rest_of_the_file()
    {
        var path = _folder.Write("config.json", """{"psFormat":"table","auths":{"b.example":{"auth":"Ym9iOng="}}}""");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var store = new CredentialStore(path);

        var where = await store.SaveAsync("a.example", RegistryCredential.FromPassword("ann", "hünter:2"), Cancellation);

        where.ShouldBe(path);
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var root = JsonNode.Parse(await File.ReadAllTextAsync(path, Cancellation))!;
        root["psFormat"]!.GetValue<string>().ShouldBe("table");
        root["auths"]!["b.example"]!["auth"]!.GetValue<string>().ShouldBe("Ym9iOng=");
        var found = await store.FindAsync("a.example", null, Cancellation);
        found!.Password.ShouldBe("hünter:2");
    }

    [Fact]
    public async Task Skopeo_reads_a_saved_credential()
    {
        var skopeo = Needs.Tool("skopeo");
        var path = _folder["auth.json"];
        await new CredentialStore(path).SaveAsync("registry.example", RegistryCredential.FromPassword("ann", "hunter2"), Cancellation);

        var who = await new Command(skopeo, ["login", "--get-login", "--authfile", path, "registry.example"]).RunAsync(Cancellation);

        who.EnsureSuccess().OutputText.ShouldBe("ann");
    }

    [Fact]
    public async Task A_link_to_the_file_stays_a_link()
    {
        var target = _folder.Write("real.json", "{}");
        var link = _folder["config.json"];
        File.CreateSymbolicLink(link, target);

        await new CredentialStore(link).SaveAsync("a.example", RegistryCredential.FromPassword("ann", "x"), Cancellation);

        new FileInfo(link).LinkTarget.ShouldBe(target);
        (await File.ReadAllTextAsync(target, Cancellation)).ShouldContain("a.example");
    }

    [Fact]
    public async Task A_removed_credential_is_gone_and_the_others_stay()
    {
        var path = _folder.Write("config.json", """{"auths":{"https://a.example/v1/":{"auth":"YW5uOmh1bnRlcjI="},"b.example":{"auth":"Ym9iOng="}}}""");
        var store = new CredentialStore(path);

        (await store.RemoveAsync("a.example", Cancellation)).ShouldBeTrue();
        (await store.RemoveAsync("a.example", Cancellation)).ShouldBeFalse();

        (await store.FindAsync("b.example", null, Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_file_that_is_not_JSON_is_told_by_its_path()
    {
        var path = _folder.Write("config.json", "{auths");

        var problem = await Should.ThrowAsync<CredentialException>(async () => await new CredentialStore(path).FindAsync("a.example", null, Cancellation));

        problem.Message.ShouldContain($"'{path}' is not JSON");
    }

    [Fact]
    public async Task A_program_that_is_not_installed_is_told_by_its_name()
    {
        var path = _folder.Write("config.json", """{"credsStore":"no-such-store"}""");

        var problem = await Should.ThrowAsync<CredentialException>(async () => await new CredentialStore(path).FindAsync("a.example", null, Cancellation));

        problem.Message.ShouldContain("'docker-credential-no-such-store' keeps the credentials, and it is not installed");
    }

    [Fact]
    public void A_credential_does_not_show_its_secret()
    {
        RegistryCredential.FromPassword("ann", "hunter2").ToString().ShouldBe("ann with a password");
        RegistryCredential.FromIdentityToken("t0ken", "ann").ToString().ShouldNotContain("t0ken");
    }

    [Theory]
    [InlineData("localhost:5000", "localhost:5000")]
    [InlineData("https://Registry.example/v2/", "registry.example")]
    [InlineData("http://registry.example:5000/", "registry.example:5000")]
    [InlineData("https://index.docker.io/v1/", "docker.io")]
    [InlineData("registry-1.docker.io", "docker.io")]
    [InlineData("[::1]:5000", "[::1]:5000")]
    [InlineData("quay.io/team", null)]
    [InlineData("user@registry.example", null)]
    [InlineData("", null)]
    [InlineData("https://", null)]
    [InlineData("a b", null)]
    public void A_registry_is_known_by_its_host_however_it_is_written(string text, string? host) => CredentialStore.HostOf(text).ShouldBe(host);

    [Fact]
    public async Task An_identity_token_is_kept_as_Docker_keeps_it_and_skopeo_finds_it()
    {
        var store = new CredentialStore(_folder["config.json"]);

        await store.SaveAsync("a.example", RegistryCredential.FromIdentityToken("refresh-me", "ann"), Cancellation);

        using var file = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(_folder["config.json"], Cancellation));
        var entry = file.RootElement.GetProperty("auths").GetProperty("a.example");
        entry.GetProperty("identitytoken").GetString().ShouldBe("refresh-me");
        entry.GetProperty("auth").GetString().ShouldBe(Convert.ToBase64String("ann:"u8));
        var login = await new Slipway.Native.Command(Needs.Tool("skopeo"), ["login", "--get-login", "--authfile", _folder["config.json"], "a.example"]).RunAsync(Cancellation);
        login.OutputText.ShouldBe("ann", login.ErrorText);
    }
}
