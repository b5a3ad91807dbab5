// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

public sealed class TlsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly LogLines _log = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_registry_with_a_certificate_speaks_https_and_tells_clients_to_log_in_over_it()
    {
        await using var registry = await StartAsync(CertificateFiles.Write(_folder, "first"));
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = new() { RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null } });

        var response = await http.GetAsync(new Uri(registry.Server.Address, "/v2/"), Cancellation);

        registry.Server.Address.Scheme.ShouldBe("https");
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ToString().ShouldContain($"realm=\"https://{registry.Registry}/token\"");
    }

    [Fact]
    public async Task A_certificate_without_an_end_is_refused_and_not_read()
    {
        var files = CertificateFiles.Write(_folder, "first");

        var problem = await Should.ThrowAsync<InvalidDataException>(() => StartAsync(files with { CertificateFile = "/dev/zero" }));

        problem.Message.ShouldContain("/dev/zero");
    }

    [Fact]
    public async Task A_certificate_that_is_replaced_is_shown_to_whoever_connects_next()
    {
        await using var registry = await StartAsync(CertificateFiles.Write(_folder, "first"));
        (await ShownAsync(registry)).ShouldBe("CN=first");

        CertificateFiles.Write(_folder, "second");

        (await ShownAsync(registry)).ShouldBe("CN=second");
    }

    [Fact]
    public async Task A_new_pair_that_does_not_fit_is_logged_once_and_the_old_one_is_shown_until_one_fits()
    {
        await using var registry = await StartAsync(CertificateFiles.Write(_folder, "first"));
        var oldKey = File.ReadAllText(_folder["server.key"]);
        CertificateFiles.Write(_folder, "second");
        var newKey = File.ReadAllText(_folder["server.key"]);

        _folder.Write("server.key", oldKey);
        (await ShownAsync(registry)).ShouldBe("CN=first");
        (await ShownAsync(registry)).ShouldBe("CN=first");
        _log.Lines.Count(static line => line.Contains("cannot be used", StringComparison.Ordinal)).ShouldBe(1);
        _folder.Write("server.key", newKey);

        (await ShownAsync(registry)).ShouldBe("CN=second");
    }

    [Fact]
    public async Task A_new_certificate_that_has_expired_is_not_taken_for_one_that_has_not()
    {
        await using var registry = await StartAsync(CertificateFiles.Write(_folder, "first"));

        CertificateFiles.Write(_folder, "late", TimeProvider.System.GetUtcNow().AddDays(-1));

        (await ShownAsync(registry)).ShouldBe("CN=first");
        _log.Lines.ShouldContain(static line => line.Contains("has expired", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_is_another_certificates_stops_the_start_with_both_files_named()
    {
        CertificateFiles.Write(_folder, "first");
        var key = File.ReadAllText(_folder["server.key"]);
        var options = CertificateFiles.Write(_folder, "second");
        _folder.Write("server.key", key);

        var refusal = await Should.ThrowAsync<InvalidDataException>(async () => await StartAsync(options));

        refusal.Message.ShouldContain(_folder["server.crt"]);
        refusal.Message.ShouldContain(_folder["server.key"]);
    }

    [Fact]
    public async Task Beyond_this_machine_it_listens_with_TLS_or_when_told_to_and_not_else()
    {
        var options = new RegistryOptions { Root = _folder["registry"], Listen = new(IPAddress.Any, 0) };

        (await Should.ThrowAsync<ArgumentException>(async () => await RegistryServer.StartAsync(options, cancellationToken: Cancellation)))
            .Message.ShouldContain("Give it a certificate");
        await using (await RegistryServer.StartAsync(options with { Exposure = Exposure.Network }, cancellationToken: Cancellation))
        {
        }
        await using var registry = await RegistryServer.StartAsync(options with { Tls = CertificateFiles.Write(_folder, "first") }, cancellationToken: Cancellation);
        registry.Address.Scheme.ShouldBe("https");
    }

    [Fact]
    public async Task Plain_http_at_a_port_of_TLS_is_not_answered_by_the_registry()
    {
        await using var registry = await StartAsync(CertificateFiles.Write(_folder, "first"));
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        await Should.ThrowAsync<HttpRequestException>(async () => await http.GetAsync($"http://{registry.Registry}/v2/", Cancellation));
    }

    private Task<TestRegistry> StartAsync(TlsOptions tls) =>
        TestRegistry.StartAsync(Cancellation, options => options with { Tls = tls }, services => services.AddSingleton<ILoggerFactory>(_log));

    private static async Task<string> ShownAsync(TestRegistry registry)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, registry.Server.Address.Port, Cancellation);
        await using var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null, EnabledSslProtocols = SslProtocols.None }, Cancellation);
        return stream.RemoteCertificate!.Subject;
    }
}
