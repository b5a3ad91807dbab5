// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Slipway.Distribution.Tests;

public sealed class TlsTests : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate = SelfSigned();
    private readonly Task _serving;

    public TlsTests()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Authority => _listener.LocalEndpoint.ToString()!;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Dispose();
        _certificate.Dispose();
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_told_as_such_and_not_gone_around_without_TLS()
    {
        using var http = new GuardedHttp();
        using var client = await RegistryClient.ConnectAsync(http, Authority, null, null, Cancellation);

        var refusal = await Should.ThrowAsync<RegistryException>(async () => await client.PingAsync(Cancellation));

        refusal.Message.ShouldContain($"GET 'https://{Authority}/v2/' was not sent: the certificate that the host shows");
        refusal.Message.ShouldContain("update-ca-certificates");
        refusal.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task A_host_named_as_insecure_may_show_any_certificate()
    {
        using var http = new GuardedHttp(new() { InsecureHosts = [Authority] });
        using var client = await RegistryClient.ConnectAsync(http, Authority, null, null, Cancellation);

        await client.PingAsync(Cancellation);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsServerAsync(_certificate);
            await stream.ReadAtLeastAsync(new byte[4096], 1);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"u8.ToArray());
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            // A client that doesn't like the certificate goes away.
        }
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
