// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>A cable between this process's network and a namespace: a pair of interfaces of which each has an address, IPv4 alone.</summary>
public static partial class VirtualEthernet
{
    private const ushort NewLink = 16, DeleteLink = 17, NewAddress = 20, NewRoute = 24, Create = 0x400, Exclusive = 0x200;
    private const ushort Name = 3, Kind = 1, KindData = 2, Peer = 1, LinkDetails = 18, InNamespace = 28;
    private const ushort Address = 1, Local = 2, Gateway = 5, OutInterface = 4;
    private const byte InternetFamily = 2, MainTable = 254, MadeByHand = 4, Unicast = 1;

    /// <summary>The longest name that an interface can have.</summary>
    public const int MaxNameLength = 15;

    /// <summary>Lays the cable, gives both ends their addresses, switches both on, and leads everything inside through it.</summary>
    /// <param name="outside">The name of this end, which nobody has.</param>
    /// <param name="here">Its address.</param>
    /// <param name="network">The namespace at the other end.</param>
    /// <param name="inside">The other end's name.</param>
    /// <param name="there">The other end's address.</param>
    /// <param name="prefixLength">How many bits of both addresses are the same.</param>
    /// <exception cref="NativeException">The system refused; nothing is left of it.</exception>
    public static void Lay(string outside, IPAddress here, NetworkNamespace network, string inside, IPAddress there, int prefixLength)
    {
        using (var socket = NetlinkSocket.Open())
            socket.Ask(Pair(outside, inside, network), $"Cannot lay a cable '{outside}' (veth) into the network '{network.Path}'");
        try
        {
            SetUp(outside, here, prefixLength, gateway: null);
            network.RunInside(() => SetUp(inside, there, prefixLength, here));
        }
        catch
        {
            Remove(outside);
            throw;
        }
    }

    /// <summary>Takes the cable away that has an end of that name here. Nothing happens if there is none.</summary>
    /// <exception cref="NativeException">The system refused.</exception>
    public static void Remove(string outside)
    {
        using var socket = NetlinkSocket.Open();
        try
        {
            socket.Ask(Link(new(DeleteLink, 0), 0).Attribute(Name, outside), $"Cannot take the interface '{outside}' away");
        }
        catch (NativeException problem) when (problem.Errno == Errno.NoDevice)
        {
            // It went with the namespace.
        }
    }

    /// <summary>Whether this process's network has an interface of that name.</summary>
    public static bool Exists(string name) => IndexOf(name) != 0;

    private static NetlinkMessage Pair(string outside, string inside, NetworkNamespace network) => Link(new(NewLink, Create | Exclusive), 0)
        .Attribute(Name, outside)
        .Nest(LinkDetails, details => details
            .Attribute(Kind, "veth"u8)
            .Nest(KindData, data => data.Nest(Peer, peer => Link(peer, 0).Attribute(Name, inside).Attribute(InNamespace, (uint)network.Descriptor))));

    private static void SetUp(string name, IPAddress address, int prefixLength, IPAddress? gateway)
    {
        const uint up = 1;
        // Without an IPv6 address of the link nobody reaches anybody past rules that are about IPv4.
        if (File.Exists($"/proc/sys/net/ipv6/conf/{name}/disable_ipv6"))
            File.WriteAllText($"/proc/sys/net/ipv6/conf/{name}/disable_ipv6", "1");
        var index = IndexOf(name);
        using var socket = NetlinkSocket.Open();
        socket.Ask(
            new NetlinkMessage(NewAddress, Create | Exclusive).Append(InternetFamily, (byte)prefixLength, 0, 0).Number(index).Attribute(Local, address).Attribute(Address, address),
            $"Cannot give the interface '{name}' the address {address}/{prefixLength}");
        socket.Ask(Link(new(NewLink, 0), index, up), $"Cannot switch the interface '{name}' on");
        if (gateway is not null)
        {
            socket.Ask(
                new NetlinkMessage(NewRoute, Create | Exclusive).Append(InternetFamily, 0, 0, 0, MainTable, MadeByHand, 0, Unicast).Number(0).Attribute(Gateway, gateway).Attribute(OutInterface, index),
                $"Cannot lead everything through {gateway}");
        }
    }

    // struct ifinfomsg: family and type, index, flags, which flags to change.
    private static NetlinkMessage Link(NetlinkMessage message, uint index, uint flags = 0) => message.Number(0).Number(index).Number(flags).Number(flags);

    [LibraryImport("libc", EntryPoint = "if_nametoindex", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint IndexOf(string name);
}
