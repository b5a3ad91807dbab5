// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.TestKit;

namespace Slipway.Cli.Tests;

public sealed class LoginCommandTests : IDisposable
{
    private readonly TestProgram _slipway = new();

    public LoginCommandTests() => _slipway.Variables["REGISTRY_AUTH_FILE"] = _slipway.Folder["auth.json"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _slipway.Dispose();

    [Fact]
    public async Task A_password_on_the_command_line_works_with_Docker_s_warning()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Password, Cancellation);

        var (code, output, error) = await _slipway.RunAsync("login", "-u", DockerRegistryServer.User, "-p", DockerRegistryServer.Password, $"http://{registry.Registry}/v2/");

        code.ShouldBe(ExitCode.Done, error);
        output.ShouldBe($"Login Succeeded. The credential is kept in {_slipway.Folder["auth.json"]}.\n");
        error.ShouldBe("WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n");
        // What skopeo and podman read there.
        var skopeo = await new Slipway.Native.Command(Needs.Tool("skopeo"), ["login", "--get-login", "--authfile", _slipway.Folder["auth.json"], registry.Registry]).RunAsync(Cancellation);
        skopeo.OutputText.ShouldBe(DockerRegistryServer.User);
    }

    [Fact]
    public async Task Who_podman_or_skopeo_logged_in_is_known_and_logged_out()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Password, Cancellation);
        (await new Slipway.Native.Command(Needs.Tool("skopeo"), ["login", "--tls-verify=false", "--authfile", _slipway.Folder["auth.json"], "-u", DockerRegistryServer.User, "-p", DockerRegistryServer.Password, registry.Registry])
            .RunAsync(Cancellation)).EnsureSuccess();

        var (code, _, error) = await _slipway.RunAsync("login", registry.Registry);
        code.ShouldBe(ExitCode.Done, error);
        error.ShouldBe($"Authenticating with the credential that is kept for {registry.Registry}...\n");
        (await _slipway.OutputOfAsync("logout", $"https://{registry.Registry}/")).ShouldBe($"Removed the credential for {registry.Registry}.\n");
        (await _slipway.OutputOfAsync("logout", registry.Registry)).ShouldBe($"There was no credential for {registry.Registry}.\n");
        (await new Slipway.Native.Command(Needs.Tool("skopeo"), ["login", "--get-login", "--authfile", _slipway.Folder["auth.json"], registry.Registry]).RunAsync(Cancellation)).ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task Who_is_kept_and_no_longer_known_is_asked_for_again_at_a_terminal_and_an_answer_elsewhere()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Password, Cancellation);
        _slipway.Folder.Write("auth.json", $$"""{"auths":{"{{registry.Registry}}":{"auth":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes($"{DockerRegistryServer.User}:old"))}}"} } }""");

        var (code, _, error) = await _slipway.RunAsync("login", registry.Registry);
        code.ShouldBe(ExitCode.No);
        error.ShouldContain("401");

        // One answer for both questions.
        _slipway.Reply = "somebody";
        (code, _, error) = await _slipway.RunAsync("login", registry.Registry);
        code.ShouldBe(ExitCode.No);
        error.ShouldContain("It is no longer taken.\n");
    }

    [Theory]
    [InlineData("--password and --password-stdin both give the password", "login", "-u", "ann", "-p", "x", "--password-stdin")]
    [InlineData("whose it is", "login", "--password-stdin")]
    [InlineData("holds a colon", "login", "-u", "a:b", "-p", "x")]
    [InlineData("is empty", "login", "-u", "", "-p", "x")]
    [InlineData("the password is empty", "login", "-u", "ann", "-p", "")]
    [InlineData("no terminal to ask for a password", "login", "-u", "ann")]
    [InlineData("no terminal to ask for a user's name", "login")]
    [InlineData("slipway login quay.io", "login", "quay.io/team", "-u", "ann", "-p", "x")]
    [InlineData("slipway logout quay.io", "logout", "https://quay.io/team")]
    [InlineData("'a b' is no registry", "logout", "a b")]
    public async Task Words_that_can_t_log_anybody_in_are_refused(string told, params string[] words)
    {
        var (code, _, error) = await _slipway.RunAsync(words);
        code.ShouldBe(ExitCode.Usage, error);
        error.ShouldContain(told);
    }
}
