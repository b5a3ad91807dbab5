// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Slipway.Native;

namespace Slipway.Registry;

/// <summary>
/// A server's certificate, read from its files again when they change: whoever connects next sees the new one. A new pair that can't be used is
/// logged, and the old one is shown as long as that is so, for one file of a pair is always written before the other.
/// </summary>
public sealed class ServerCertificate
{
    private const int MaxFileSize = 1 << 20;
    private readonly TlsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ServerCertificate> _log;
    private readonly Lock _reading = new();
    private Pair _pair;

    private ServerCertificate(TlsOptions options, TimeProvider time, ILogger<ServerCertificate> log)
    {
        (_options, _time, _log) = (options, time, log);
        var stamps = ReadStamps();
        _pair = new(stamps, Read(options));
        if (_pair.Context.TargetCertificate.NotAfter < time.GetLocalNow().DateTime)
            Log.CertificateExpired(log, options.CertificateFile, _pair.Context.TargetCertificate.NotAfter);
    }

    /// <summary>Reads a certificate and its key.</summary>
    /// <exception cref="InvalidDataException">A file isn't there, is unreadable, or the key is another certificate's.</exception>
    public static ServerCertificate Open(TlsOptions options, TimeProvider time, ILoggerFactory loggers) =>
        new(options, time, loggers.CreateLogger<ServerCertificate>());

    /// <summary>Makes a listener speak TLS, 1.2 or newer, and nothing else.</summary>
    public void Use(ListenOptions listener) => listener.UseHttps(new TlsHandshakeCallbackOptions
    {
        OnConnection = _ => new(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = Current().Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        }),
    });

    private Pair Current()
    {
        var stamps = ReadStamps();
        var pair = Volatile.Read(ref _pair);
        if (stamps == pair.Stamps)
            return pair;
        lock (_reading)
        {
            if (stamps == _pair.Stamps)
                return _pair;
            Volatile.Write(ref _pair, ReadAgain(stamps));
            return _pair;
        }
    }

    private Pair ReadAgain((FileStamp?, FileStamp?) stamps)
    {
        try
        {
            var context = Read(_options);
            if (context.TargetCertificate.NotAfter < _time.GetLocalNow().DateTime)
                throw new InvalidDataException($"The certificate '{_options.CertificateFile}' has expired: {context.TargetCertificate.NotAfter:u}.");
            Log.CertificateRead(_log, _options.CertificateFile, context.TargetCertificate.Subject, context.TargetCertificate.NotAfter);
            return new(stamps, context);
        }
        catch (InvalidDataException e)
        {
            Log.CertificateUnusable(_log, e.Message);
            return _pair with { Stamps = stamps };
        }
    }

    private (FileStamp?, FileStamp?) ReadStamps() => (FileStamp.Of(_options.CertificateFile), FileStamp.Of(_options.KeyFile));

    private static SslStreamCertificateContext Read(TlsOptions options)
    {
        try
        {
            var certificate = ReadFile(options.CertificateFile);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificate);
            if (chain.Count == 0)
                throw new InvalidDataException($"The file '{options.CertificateFile}' holds no certificate in PEM.");
            var leaf = X509Certificate2.CreateFromPem(certificate, ReadFile(options.KeyFile));
            chain.RemoveAt(0);
            // Offline: a handshake waits for no other server.
            return SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"The certificate '{options.CertificateFile}' cannot be used with the key '{options.KeyFile}': {e.Message}", e);
        }
    }

    private static string ReadFile(string path) => Encoding.UTF8.GetString(LinuxFile.ReadAll(path, MaxFileSize));

    private sealed record Pair((FileStamp? Certificate, FileStamp? Key) Stamps, SslStreamCertificateContext Context);
}
