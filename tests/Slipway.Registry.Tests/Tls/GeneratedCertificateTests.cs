// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

public sealed class GeneratedCertificateTests : IDisposable
{
    private static readonly string[] Hosts = ["localhost", "127.0.0.1", "registry.example"];
    private readonly TempFolder _folder = new();
    private readonly FakeTime _time = new(TimeProvider.System.GetUtcNow());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("registry.example")]
    public async Task Curl_trusts_it_by_its_authority_under_each_name(string host)
    {
        Needs.Tool("curl");
        var generated = GeneratedCertificate.Prepare(_folder["tls"], Hosts, _time);
        await using var registry = await TestRegistry.StartAsync(Cancellation, options => options with { Tls = generated.Options });
        var port = registry.Server.Address.Port;
        string[] call = ["--silent", "--show-error", "--noproxy", "*", "--resolve", $"registry.example:{port}:127.0.0.1", $"https://{host}:{port}/v2/_catalog"];

        (await new Command("curl", ["--cacert", generated.AuthorityFile, .. call]).RunAsync(Cancellation)).EnsureSuccess().OutputText.ShouldBe("""{"repositories":[]}""");
        (await new Command("curl", call).RunAsync(Cancellation)).ExitCode.ShouldBe(60, "curl must not trust it by itself");
    }

    [Fact]
    public async Task OpenSSL_finds_a_good_chain_of_a_server()
    {
        Needs.Tool("openssl");
        var generated = GeneratedCertificate.Prepare(_folder["tls"], Hosts, _time);

        (await new Command("openssl", ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", generated.AuthorityFile, generated.Options.CertificateFile]).RunAsync(Cancellation)).EnsureSuccess();
    }

    [Fact]
    public void It_stays_the_same_from_start_to_start()
    {
        var before = Read(GeneratedCertificate.Prepare(_folder["tls"], Hosts, _time));

        Read(GeneratedCertificate.Prepare(_folder["tls"], Hosts, _time)).ShouldBe(before);
    }

    [Fact]
    public void Another_name_gets_another_certificate_of_the_same_authority()
    {
        var before = Read(GeneratedCertificate.Prepare(_folder["tls"], Hosts, _time));

        var after = Read(GeneratedCertificate.Prepare(_folder["tls"], [.. Hosts, "other.example"], _time));

        after.Authority.ShouldBe(before.Authority);
        after.Certificate.ShouldNotBe(before.Certificate);
    }

    [Fact]
    public void It_is_renewed_before_it_expires_and_its_authority_stays()
    {
        var before = Read(GeneratedCertificate.Prepare(_folder["tls"], Hosts, _time));

        _time.Now += TimeSpan.FromDays(340);
        var after = Read(GeneratedCertificate.Prepare(_folder["tls"], Hosts, _time));

        after.Authority.ShouldBe(before.Authority);
        after.Certificate.ShouldNotBe(before.Certificate);
    }

    [Fact]
    public void Nobody_else_reads_its_keys()
    {
        GeneratedCertificate.Prepare(_folder["tls"], Hosts, _time);

        foreach (var key in Directory.GetFiles(_folder["tls"], "*.key"))
            File.GetUnixFileMode(key).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, key);
        Directory.GetFiles(_folder["tls"]).Length.ShouldBe(4);
    }

    private static (string Authority, string Certificate) Read(GeneratedCertificate generated) =>
        (File.ReadAllText(generated.AuthorityFile), File.ReadAllText(generated.Options.CertificateFile));
}
