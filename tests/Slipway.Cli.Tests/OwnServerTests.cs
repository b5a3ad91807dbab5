// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Distribution;
using Slipway.Modules;
using Slipway.Oci;
using Slipway.Registry;
using Slipway.Server;
using Slipway.TestKit;

namespace Slipway.Cli.Tests;

/// <summary>A server of the same home that shows a certificate which nobody vouches for.</summary>
public sealed class OwnServerTests : IDisposable
{
    private readonly TestProgram _slipway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _slipway.Dispose();

    [Fact]
    public async Task Commands_of_its_home_believe_it_by_its_certificate_and_those_of_another_don_t()
    {
        Needs.Root();
        await using var server = await StartAsync();
        var name = $"{server.Registry.Address.Authority}/team/app:1";
        await _slipway.Store.SetReferenceAsync(ImageReference.Parse(name), RandomImage.Create(_slipway.Store, seed: 1), Cancellation);
        _slipway.Variables["REGISTRY_AUTH_FILE"] = _slipway.Folder["auth.json"];
        await new CredentialStore(_slipway.Folder["auth.json"]).SaveAsync(server.Registry.Address.Authority, RegistryCredential.FromPassword("slipway", RegistrySecrets.ReadPushToken(_slipway.Home.Registry)!), Cancellation);

        (await _slipway.OutputOfAsync("push", name)).ShouldStartWith($"{name}: sha256:");
        (await _slipway.OutputOfAsync("pull", name.Replace("127.0.0.1", "localhost", StringComparison.Ordinal))).ShouldContain("sha256:");
        (await _slipway.OutputOfAsync("module", "list")).ShouldStartWith("MODULE");

        using var stranger = new TestProgram();
        (await stranger.RunAsync("inspect", "--remote", name)).Error.ShouldContain("certificate");
    }

    [Fact]
    public async Task A_server_elsewhere_is_believed_by_the_certificate_that_is_given_and_without_it_the_way_is_told()
    {
        Needs.Root();
        await using var server = await StartAsync();
        using var stranger = new TestProgram();
        stranger.Variables["SLIPWAY_TOKEN"] = AccessTokens.Open(_slipway.Home.Modules, _slipway.Time).Create("ops@example.com", AccessRole.Viewer, TimeSpan.FromHours(1));
        var address = server.Api.ToString();

        (await stranger.OutputOfAsync("module", "list", "--server", address, "--certificate", _slipway.Folder["tls/server.crt"])).ShouldStartWith("MODULE");

        var (code, _, error) = await stranger.RunAsync("module", "list", "--server", address);
        code.ShouldBe(ExitCode.Outside);
        error.ShouldContain("shows a certificate that isn't believed here");
        error.ShouldContain("help: Give the file of its certificate with --certificate FILE");
        (await stranger.RunAsync("module", "list", "--server", address, "--certificate", _slipway.Folder["tls/authority.crt"])).ExitCode.ShouldBe(ExitCode.Outside);
        (await stranger.RunAsync("module", "list", "--certificate", "x.crt")).ExitCode.ShouldBe(ExitCode.Usage);
        (await stranger.RunAsync("module", "list", "--server", address, "--certificate", "no.crt")).ExitCode.ShouldBe(ExitCode.Usage);
        (await stranger.RunAsync("module", "list", "--server", "localhost")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    private Task<SlipwayServer> StartAsync()
    {
        Directory.CreateDirectory(_slipway.Folder["tls"]);
        var certificate = GeneratedCertificate.Prepare(_slipway.Folder["tls"], ["another.example"], _slipway.Time);
        return SlipwayServer.StartAsync(
            new()
            {
                Home = _slipway.Home,
                Registry = new() { Root = _slipway.Home.Registry, Listen = new(IPAddress.Loopback, 0), Tls = certificate.Options },
                ApiListen = new(IPAddress.Loopback, 0),
                Time = _slipway.Time,
            },
            Cancellation);
    }
}
