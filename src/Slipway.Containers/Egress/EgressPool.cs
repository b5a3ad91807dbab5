// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Slipway.Containers;

/// <summary>The addresses that containers with a way out get, four for each: the network's, the host's end, the container's end, the broadcast's.</summary>
public sealed record EgressPool
{
    /// <summary>How many bits the addresses of one container have in common.</summary>
    internal const int LeasePrefix = 30;

    private const int AddressesOfLease = 4, ShortestPrefix = 8;

    private EgressPool(uint first, int prefix) => (First, PrefixLength) = (first, prefix);

    /// <summary>10.213.0.0/16: room for 16384 containers.</summary>
    public static EgressPool Default { get; } = Parse("10.213.0.0/16");

    /// <summary>How many containers it has room for.</summary>
    public int Count => 1 << (LeasePrefix - PrefixLength);

    internal int PrefixLength { get; }

    internal uint First { get; }

    private uint Last => First | (uint)((1L << (32 - PrefixLength)) - 1);

    /// <summary>Reads <c>10.213.0.0/16</c>.</summary>
    /// <exception cref="FormatException">It is no network of 4 addresses or more; the message says what one looks like.</exception>
    public static EgressPool Parse(string text) =>
        text.Split('/') is [var address, var bits] && IPAddress.TryParse(address, out var parsed) && parsed.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
        && int.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) && prefix is >= ShortestPrefix and <= LeasePrefix
        && ToNumber(parsed) is var first && (first & ((1L << (32 - prefix)) - 1)) == 0
            ? new(first, prefix)
            : throw new FormatException($"'{text}' is no pool of addresses; expected the first address of an IPv4 network and its length from /{ShortestPrefix} to /{LeasePrefix}, such as {Default?.ToString() ?? "10.213.0.0/16"}.");

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ToAddress(First)}/{PrefixLength}");

    /// <summary>The host's end and the container's end of a lease.</summary>
    internal (IPAddress Host, IPAddress Container) At(int index) => (ToAddress(FirstOf(index) + 1), ToAddress(FirstOf(index) + 2));

    internal bool Overlaps(HostRoute route) => route.First <= Last && First <= route.Last;

    internal bool Overlaps(int index, HostRoute route) => route.First <= FirstOf(index) + AddressesOfLease - 1 && FirstOf(index) <= route.Last;

    private uint FirstOf(int index) => First + (uint)(index * AddressesOfLease);

    private static uint ToNumber(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());

    private static IPAddress ToAddress(uint number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new(bytes);
    }
}
