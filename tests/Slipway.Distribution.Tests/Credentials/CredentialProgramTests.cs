// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

/// <summary>Talks to a program that keeps its credentials in files, by the protocol of Docker's credential helpers.</summary>
[Collection(nameof(CredentialProgramTests))]
public sealed class CredentialProgramTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");

    public CredentialProgramTests()
    {
        var program = _folder.Write("docker-credential-shelf", """
            #!/bin/sh
            cd "$(dirname "$0")"
            case $1 in
              get) read -r key; name=$(printf %s "$key" | tr -c 'a-z0-9.' _)
                   [ -f "kept-$name" ] || { echo "credentials not found in native keychain"; exit 1; }
                   cat "kept-$name" ;;
              store) body=$(cat); key=$(printf %s "$body" | sed 's/.*"ServerURL":"\([^"]*\)".*/\1/')
                   printf %s "$body" > "kept-$(printf %s "$key" | tr -c 'a-z0-9.' _)" ;;
              erase) read -r key; rm -f "kept-$(printf %s "$key" | tr -c 'a-z0-9.' _)" ;;
              *) exit 2 ;;
            esac
            """);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // Programs are found by the PATH of the process, as Docker finds them.
        Environment.SetEnvironmentVariable("PATH", $"{_folder.Path}:{_path}");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        _folder.Dispose();
    }

    [Fact]
    public async Task A_program_keeps_what_the_file_then_only_marks()
    {
        var path = _folder.Write("config.json", """{"credsStore":"shelf"}""");
        var store = new CredentialStore(path);

        var where = await store.SaveAsync("a.example", RegistryCredential.FromPassword("ann", "hunter2"), Cancellation);

        where.ShouldBe("docker-credential-shelf");
        (await File.ReadAllTextAsync(path, Cancellation)).ShouldContain("a.example");
        (await File.ReadAllTextAsync(path, Cancellation)).ShouldNotContain("aGVyMg");
        (await store.FindAsync("a.example", null, Cancellation))!.Password.ShouldBe("hunter2");
    }

    [Fact]
    public async Task A_program_named_for_a_registry_goes_before_the_general_one()
    {
        var store = new CredentialStore(_folder.Write("config.json", """{"credsStore":"missing","credHelpers":{"a.example":"shelf"}}"""));

        await store.SaveAsync("a.example", RegistryCredential.FromIdentityToken("refresh"), Cancellation);

        (await store.FindAsync("a.example", null, Cancellation))!.IdentityToken.ShouldBe("refresh");
    }

    [Fact]
    public async Task A_program_that_does_not_know_a_registry_leaves_nobody()
    {
        var store = new CredentialStore(_folder.Write("config.json", """{"credsStore":"shelf"}"""));

        (await store.FindAsync("unknown.example", null, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_logged_out_user_is_forgotten_by_the_program_too()
    {
        var store = new CredentialStore(_folder.Write("config.json", """{"credsStore":"shelf"}"""));
        await store.SaveAsync("a.example", RegistryCredential.FromPassword("ann", "hunter2"), Cancellation);

        (await store.RemoveAsync("a.example", Cancellation)).ShouldBeTrue();

        (await store.FindAsync("a.example", null, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task What_other_programs_gave_a_program_under_a_registry_s_address_is_forgotten_too()
    {
        var store = new CredentialStore(_folder.Write("config.json", """{"credsStore":"shelf","auths":{"https://a.example":{},"A.example/v2/":{},"b.example":{}}}"""));
        foreach (var address in (string[])["https://a.example", "http://a.example", "https://a.example/v1/"])
            _folder.Write($"kept-{System.Text.RegularExpressions.Regex.Replace(address, "[^a-z0-9.]", "_")}", $$"""{"ServerURL":"{{address}}","Username":"ann","Secret":"hunter2"}""");

        (await store.RemoveAsync("a.example", Cancellation)).ShouldBeTrue();
        (await store.RemoveAsync("never.example", Cancellation)).ShouldBeFalse();

        Directory.GetFiles(_folder.Path, "kept-*").ShouldBeEmpty();
        (await File.ReadAllTextAsync(_folder["config.json"], Cancellation)).ShouldNotContain("a.example", Case.Insensitive);
    }

    // Amazon's and Google's helpers make a password when asked and keep none; Google's calls its user by a word of its own, Azure's gives a token.
    [Theory]
    [InlineData("ecr-login", "AWS")]
    [InlineData("gcr", "_dcgcloud_token")]
    public async Task A_cloud_s_program_gives_a_password_for_its_registry_and_is_asked_by_the_host_alone(string name, string user)
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Password, Cancellation);
        await using var cloud = new ScriptedServer(request => new ScriptedResponse(request.Authorization is null ? HttpStatusCode.Unauthorized : HttpStatusCode.OK)
        {
            Headers = { ["WWW-Authenticate"] = "Basic realm=\"cloud\"" },
        });
        var program = _folder.Write($"docker-credential-{name}", $$"""
            #!/bin/sh
            [ "$1" = get ] || { echo 'not implemented'; exit 1; }
            read -r host
            [ "$host" = '{{cloud.Authority}}' ] || { echo 'credentials not found in native keychain'; exit 1; }
            printf '{"ServerURL":"%s","Username":"{{user}}","Secret":"of the hour"}' "$host"
            """);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var store = new CredentialStore(_folder.Write("config.json", $$"""{"credHelpers":{"{{cloud.Authority}}":"{{name}}"},"auths":{"{{registry.Registry}}":{"auth":"dGVzdGVyOnRlc3Rpbmc="} } }"""));
        using var http = new GuardedHttp();

        using (var client = await new ImageTransfer(http, store).ConnectAsync(ImageReference.Parse($"{cloud.Authority}/team/app"), Cancellation))
            await client.PingAsync(Cancellation);
        using (var client = await new ImageTransfer(http, store).ConnectAsync(ImageReference.Parse($"{registry.Registry}/team/app"), Cancellation))
            await client.PingAsync(Cancellation);

        cloud.Requests.Last().Authorization.ShouldBe("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:of the hour")));
        var refusal = await Should.ThrowAsync<CredentialException>(() => store.SaveAsync(cloud.Authority, RegistryCredential.FromPassword("ann", "hunter2"), Cancellation));
        refusal.Message.ShouldContain($"docker-credential-{name} store");
        refusal.Message.ShouldNotContain("hunter2");
        (await File.ReadAllTextAsync(_folder["config.json"], Cancellation)).ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:hunter2")));
    }
}
