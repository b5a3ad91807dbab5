// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Net;
using System.Net.NetworkInformation;
using Slipway.Registry;

namespace Slipway.Cli.Commands.Serving;

/// <summary>The certificate that a server shows: one from files, or one made for trying.</summary>
internal sealed class TlsWords
{
    private const string SelfSigned = "self-signed";
    private readonly Option<string?> _tls = new("--tls") { Description = "Make a certificate for trying, by an authority of this installation's own, which clients are told to trust.", HelpName = SelfSigned };
    private readonly Option<string[]> _names = new("--tls-name") { Description = "With --tls self-signed: a further name or IP address that clients know this machine by.", HelpName = "HOST", AllowMultipleArgumentsPerToken = false };
    private readonly Option<string?> _certificate = new("--tls-certificate") { Description = "A certificate in PEM, with those behind it that lead to its authority; read again when it changes.", HelpName = "FILE" };
    private readonly Option<string?> _key = new("--tls-key") { Description = "The certificate's key in PEM; read again when it changes.", HelpName = "FILE" };

    public TlsWords() => _tls.AcceptOnlyFromAmong(SelfSigned);

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_certificate, _key, _tls, _names];

    /// <summary>What the words say; null where they want no TLS.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="session">The session.</param>
    /// <param name="folder">Where a certificate for trying is kept.</param>
    /// <param name="listen">Where the server listens.</param>
    /// <exception cref="CommandException">The words don't go together.</exception>
    public TlsOptions? Read(ParseResult words, Session session, string folder, IEnumerable<IPEndPoint> listen)
    {
        var (certificate, key) = (words.GetValue(_certificate), words.GetValue(_key));
        if (certificate is null != key is null)
            throw CommandException.Usage("--tls-certificate and --tls-key go together; one of them is missing.");
        var isGenerated = words.GetValue(_tls) is not null;
        if (isGenerated && certificate is not null)
            throw CommandException.Usage($"--tls {SelfSigned} makes a certificate; --tls-certificate brings one. Leave one out.");
        var names = words.GetValue(_names) ?? [];
        if (names.Length > 0 && !isGenerated)
            throw CommandException.Usage($"--tls-name is a name for the certificate that --tls {SelfSigned} makes, which isn't given.");
        if (certificate is not null)
            return new() { CertificateFile = Path.GetFullPath(certificate, session.WorkingFolder), KeyFile = Path.GetFullPath(key!, session.WorkingFolder) };
        return isGenerated ? Generate(session, folder, [.. OwnNames(listen), .. names.Select(Checked)]) : null;
    }

    private static TlsOptions Generate(Session session, string folder, IReadOnlyList<string> names)
    {
        var generated = GeneratedCertificate.Prepare(folder, [.. names.Distinct(StringComparer.OrdinalIgnoreCase)], session.Time);
        session.Error.WriteLine($"a certificate for trying, for {string.Join(", ", names.Distinct(StringComparer.OrdinalIgnoreCase))}; clients have to trust its authority: {generated.AuthorityFile}");
        session.Error.WriteLine($"docker: copy it to /etc/docker/certs.d/HOST:PORT/ca.crt; podman, skopeo: to /etc/containers/certs.d/HOST:PORT/ca.crt; curl: --cacert {generated.AuthorityFile}");
        session.Error.Write(File.ReadAllText(generated.AuthorityFile));
        return generated.Options;
    }

    private static string Checked(string name) => IPAddress.TryParse(name, out _) || Uri.CheckHostName(name) == UriHostNameType.Dns
        ? name
        : throw CommandException.Usage($"--tls-name '{name}' is neither a host name nor an IP address.");

    private static IEnumerable<string> OwnNames(IEnumerable<IPEndPoint> listen)
    {
        yield return "localhost";
        yield return "127.0.0.1";
        yield return "::1";
        if (Uri.CheckHostName(Environment.MachineName) == UriHostNameType.Dns)
            yield return Environment.MachineName;
        foreach (var address in listen.Select(static point => point.Address).SelectMany(static address => IsAny(address) ? OwnAddresses() : [address]))
            yield return address.ToString();
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    // Without addresses of one link alone, which no client can write into a reference.
    private static IEnumerable<IPAddress> OwnAddresses() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(static network => network.OperationalStatus == OperationalStatus.Up)
        .SelectMany(static network => network.GetIPProperties().UnicastAddresses)
        .Select(static unicast => unicast.Address)
        .Where(static address => !address.IsIPv6LinkLocal);
}
