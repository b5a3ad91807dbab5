// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;

namespace Slipway.Distribution;

/// <summary>From where a network address can be reached, from everywhere to nowhere.</summary>
internal enum NetworkReach
{
    /// <summary>The Internet.</summary>
    Public,

    /// <summary>A site's own network (RFC 1918, RFC 6598, RFC 4193).</summary>
    Private,

    /// <summary>This machine.</summary>
    Loopback,

    /// <summary>This link: among them the addresses where clouds tell a machine its secrets.</summary>
    LinkLocal,

    /// <summary>No host: unspecified, multicast, broadcast and reserved addresses.</summary>
    None,
}

/// <summary>Tells the reach of addresses.</summary>
internal static class NetworkReaches
{
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    // Metadata services that stand outside 169.254.0.0/16: Alibaba Cloud, Azure's wire server, Amazon over IPv6.
    private static readonly IPAddress[] Metadata = [IPAddress.Parse("100.100.100.200"), IPAddress.Parse("168.63.129.16"), IPAddress.Parse("fd00:ec2::254")];

    private static readonly (IPNetwork Network, NetworkReach Reach)[] Table =
    [
        (IPNetwork.Parse("0.0.0.0/8"), NetworkReach.None),
        (IPNetwork.Parse("224.0.0.0/3"), NetworkReach.None),
        (IPNetwork.Parse("169.254.0.0/16"), NetworkReach.LinkLocal),
        (IPNetwork.Parse("127.0.0.0/8"), NetworkReach.Loopback),
        (IPNetwork.Parse("10.0.0.0/8"), NetworkReach.Private),
        (IPNetwork.Parse("172.16.0.0/12"), NetworkReach.Private),
        (IPNetwork.Parse("192.168.0.0/16"), NetworkReach.Private),
        (IPNetwork.Parse("100.64.0.0/10"), NetworkReach.Private),
        (IPNetwork.Parse("::/128"), NetworkReach.None),
        (IPNetwork.Parse("::1/128"), NetworkReach.Loopback),
        (IPNetwork.Parse("ff00::/8"), NetworkReach.None),
        (IPNetwork.Parse("fe80::/10"), NetworkReach.LinkLocal),
        (IPNetwork.Parse("fc00::/7"), NetworkReach.Private),
    ];

    /// <summary>The reach of an address; of one that carries an IPv4 address (mapped, NAT64) the reach of that.</summary>
    public static NetworkReach Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return Of(address.MapToIPv4());
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // A scope ('fe80::1%eth0') says where the link is, not what kind of address it is.
            address = new IPAddress(address.GetAddressBytes());
            if (Nat64.Contains(address))
                return Of(new IPAddress(address.GetAddressBytes().AsSpan(12)));
        }
        if (Metadata.Contains(address))
            return NetworkReach.LinkLocal;
        foreach (var (network, reach) in Table)
        {
            if (network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address))
                return reach;
        }
        return NetworkReach.Public;
    }
}
