// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Slipway.Distribution.Tests;

public sealed class NetworkReachTests
{
    [Theory]
    [InlineData("93.184.215.14", "Public")]
    [InlineData("2606:2800:21f:cb07::1", "Public")]
    [InlineData("10.1.2.3", "Private")]
    [InlineData("172.31.255.255", "Private")]
    [InlineData("172.32.0.1", "Public")]
    [InlineData("192.168.1.1", "Private")]
    [InlineData("100.64.0.1", "Private")]
    [InlineData("fd12::1", "Private")]
    [InlineData("127.0.0.53", "Loopback")]
    [InlineData("::1", "Loopback")]
    [InlineData("::ffff:127.0.0.1", "Loopback")]
    [InlineData("169.254.169.254", "LinkLocal")]
    [InlineData("::ffff:169.254.169.254", "LinkLocal")]
    [InlineData("64:ff9b::a9fe:a9fe", "LinkLocal")]
    [InlineData("fe80::1", "LinkLocal")]
    [InlineData("fe80::1%2", "LinkLocal")]
    [InlineData("fd00:ec2::254", "LinkLocal")]
    [InlineData("100.100.100.200", "LinkLocal")]
    [InlineData("168.63.129.16", "LinkLocal")]
    [InlineData("0.0.0.0", "None")]
    [InlineData("::", "None")]
    [InlineData("224.0.0.1", "None")]
    [InlineData("255.255.255.255", "None")]
    public void An_address_has_the_reach_of_its_network(string address, string reach) =>
        NetworkReaches.Of(IPAddress.Parse(address)).ToString().ShouldBe(reach);

    [Theory]
    [InlineData("Named", "169.254.169.254", "metadata.example", false)]
    [InlineData("Named", "169.254.169.254", "169.254.169.254", true)]
    [InlineData("Named", "127.0.0.1", "registry.example", true)]
    [InlineData("Named", "0.0.0.0", "0.0.0.0", false)]
    [InlineData("FromPublic", "127.0.0.1", "rebound.example", false)]
    [InlineData("FromPublic", "10.0.0.1", "rebound.example", false)]
    [InlineData("FromPublic", "93.184.215.14", "cdn.example", true)]
    [InlineData("FromPrivate", "10.0.0.2", "storage.example", true)]
    [InlineData("FromPrivate", "127.0.0.1", "storage.example", false)]
    [InlineData("FromLoopback", "127.0.0.1", "127.0.0.1", true)]
    [InlineData("FromLoopback", "169.254.169.254", "169.254.169.254", false)]
    public void A_door_admits_no_address_nearer_than_who_named_it(string door, string address, string host, bool admitted) =>
        Enum.Parse<Door>(door).Admits(IPAddress.Parse(address), host).ShouldBe(admitted);
}
