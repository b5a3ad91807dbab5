// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>How <see cref="GuardedHttp"/> treats the network.</summary>
public sealed record GuardedHttpOptions
{
    /// <summary>The defaults.</summary>
    public static GuardedHttpOptions Default { get; } = new();

    /// <summary>The longest that making a connection may take, TLS included. The default is 15 s.</summary>
    public TimeSpan ConnectTimeout { get; init => field = Positive(value); } = TimeSpan.FromSeconds(15);

    /// <summary>The longest time in which no byte comes or goes. The default is 60 s.</summary>
    public TimeSpan StallTimeout { get; init => field = Positive(value); } = TimeSpan.FromSeconds(60);

    /// <summary>How many redirects are followed. The default is 5; 0 follows none.</summary>
    public int MaxRedirects
    {
        get;
        init => field = value is >= 0 and <= 50 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "From 0 to 50 redirects can be followed.");
    } = 5;

    /// <summary>
    /// Hosts, or hosts with a port, that may be spoken to without TLS or with a certificate that nobody vouches for. The default is none;
    /// loopback hosts may always be spoken to without TLS.
    /// </summary>
    public IReadOnlyList<string> InsecureHosts { get; init; } = [];

    /// <summary>How registries are dealt with, their certificates and whether they are insecure among it. The default is <see cref="RegistrySettings.None"/>.</summary>
    public RegistrySettings Registries { get; init; } = RegistrySettings.None;

    /// <summary>
    /// Gives, for <c>host:port</c>, the file of a certificate that is believed there whatever names it has and whoever made it, as that of a server of one's
    /// own; null for none. Asked with each request, for such a server may come and go. The default is none.
    /// </summary>
    public Func<string, string?> PinnedCertificateOf { get; init; } = static _ => null;

    /// <summary>Where plain http is spoken at all. The default is to loopback and <see cref="InsecureHosts"/> only.</summary>
    public PlainHttpUse PlainHttp { get; init; } = PlainHttpUse.InsecureHostsOnly;

    /// <summary>The proxy for hosts other than this machine, where the environment names none. The default is none.</summary>
    public System.Net.IWebProxy? Proxy { get; init; }

    /// <summary>The program's name as servers see it. The default is <c>slipway</c>.</summary>
    public string UserAgent { get; init; } = "slipway";

    /// <summary>The clock. The default is the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether <c>host[:port]</c> is named as insecure.</summary>
    internal bool IsInsecure(string authority) =>
        Registries.Of(authority).Insecure
        || InsecureHosts.Any(insecure =>
            insecure.Equals(authority, StringComparison.OrdinalIgnoreCase) || insecure.Equals(Authority.HostOf(authority), StringComparison.OrdinalIgnoreCase));

    private static TimeSpan Positive(TimeSpan value) =>
        value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A limit of time is positive.");
}
