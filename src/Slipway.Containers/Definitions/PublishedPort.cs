// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;

namespace Slipway.Containers;

/// <summary>A port of a container that is published on the host.</summary>
/// <param name="HostAddress">Where it listens: 127.0.0.1 unless asked otherwise.</param>
/// <param name="HostPort">The host's port; 0 is any free one.</param>
/// <param name="ContainerPort">The container's port, 1 to 65535.</param>
/// <param name="Protocol">What it speaks.</param>
public sealed record PublishedPort(string HostAddress, int HostPort, int ContainerPort, PortProtocol Protocol)
{
    private const int MaxPort = 65535;
    private static readonly string Loopback = IPAddress.Loopback.ToString();

    /// <summary>Reads Docker's <c>-p</c>: <c>[[address:][port[-port]]:]port[-port][/tcp|udp]</c>, an IPv6 address in brackets. Ranges on both sides go side by side.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static IReadOnlyList<PublishedPort> Parse(string text)
    {
        var (ports, protocol) = text.Split('/') switch
        {
            [var alone] => (alone, PortProtocol.Tcp),
            [var before, "tcp"] => (before, PortProtocol.Tcp),
            [var before, "udp"] => (before, PortProtocol.Udp),
            [_, "sctp"] => throw new FormatException($"The port '{text}' cannot be published: SCTP is not forwarded, only TCP and UDP are."),
            _ => throw Wrong(text),
        };
        var (address, host, container) = SplitAddress(ports, text);
        var (first, last) = ReadRange(container, text);
        if (first == 0)
            throw Wrong(text);
        if (host.Length == 0)
            return [.. Enumerable.Range(first, last - first + 1).Select(port => new PublishedPort(address, 0, port, protocol))];
        var (firstHost, lastHost) = ReadRange(host, text);
        if (lastHost - firstHost != last - first)
            throw new FormatException($"The ports '{text}' don't match: {lastHost - firstHost + 1} of the host for {last - first + 1} of the container. Give as many on both sides.");
        return [.. Enumerable.Range(0, last - first + 1).Select(at => new PublishedPort(address, firstHost + at, first + at, protocol))];
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString()
    {
        var address = HostAddress.Contains(':') ? $"[{HostAddress}]" : HostAddress;
        return $"{address}:{(HostPort == 0 ? "" : HostPort)}:{ContainerPort}/{(Protocol == PortProtocol.Udp ? "udp" : "tcp")}";
    }

    private static (string Address, string Host, string Container) SplitAddress(string ports, string whole)
    {
        if (ports.StartsWith('['))
        {
            var end = ports.IndexOf("]:", StringComparison.Ordinal);
            if (end < 0)
                throw Wrong(whole);
            return ports[(end + 2)..].Split(':') switch
            {
                [var host, var container] => (RequireAddress(ports[1..end], whole), host, container),
                _ => throw Wrong(whole),
            };
        }
        return ports.Split(':') switch
        {
            [var container] => (Loopback, "", container),
            [var host, var container] => (Loopback, host, container),
            [var address, var host, var container] => (RequireAddress(address, whole), host, container),
            _ => throw Wrong(whole),
        };
    }

    private static string RequireAddress(string text, string whole) => text.Length == 0 ? Loopback
        : IPAddress.TryParse(text, out var address) && (text.Contains(':') || text.Count(static letter => letter == '.') == 3) ? address.ToString()
        : throw new FormatException($"'{text}' in '{whole}' is no IP address; a port listens on an address of this machine, such as 127.0.0.1 or 0.0.0.0.");

    private static (int First, int Last) ReadRange(string text, string whole) => text.Split('-') switch
    {
        [var one] => (ReadPort(one, whole), ReadPort(one, whole)),
        [var from, var to] when ReadPort(from, whole) is > 0 and var first && ReadPort(to, whole) is var last && first <= last => (first, last),
        _ => throw Wrong(whole),
    };

    private static int ReadPort(string text, string whole) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= MaxPort ? port : throw Wrong(whole);

    private static FormatException Wrong(string text) =>
        new($"'{text}' publishes no port; expected PORT, HOSTPORT:PORT or ADDRESS:HOSTPORT:PORT, each port 1 to {MaxPort} or a range, and /tcp or /udp.");
}
