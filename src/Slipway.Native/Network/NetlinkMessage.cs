// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Slipway.Native;

/// <summary>A request to the kernel's routing sockets: a header, a fixed part, and attributes that may hold others; all in the machine's byte order.</summary>
internal sealed class NetlinkMessage
{
    private const int Alignment = 4;
    private const ushort Request = 0x1, Acknowledge = 0x4;

    private readonly List<byte> _bytes = [];

    internal NetlinkMessage(ushort type, ushort flags)
    {
        // struct nlmsghdr: length, type, flags, sequence number, port.
        Number(0);
        Number((uint)(type | ((Request | Acknowledge | flags) << 16)));
        Number(1);
        Number(0);
    }

    internal NetlinkMessage Number(uint value)
    {
        _bytes.AddRange(MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));
        return this;
    }

    internal NetlinkMessage Append(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    internal NetlinkMessage Attribute(ushort type, uint value) => Attribute(type, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));

    internal NetlinkMessage Attribute(ushort type, string text) => Attribute(type, [.. Encoding.UTF8.GetBytes(text), 0]);

    internal NetlinkMessage Attribute(ushort type, IPAddress address) => Attribute(type, address.GetAddressBytes());

    internal NetlinkMessage Attribute(ushort type, ReadOnlySpan<byte> value)
    {
        var bytes = value.ToArray();
        return Nest(type, inner => inner._bytes.AddRange(bytes));
    }

    internal NetlinkMessage Nest(ushort type, Action<NetlinkMessage> content)
    {
        var start = _bytes.Count;
        // struct rtattr: the length with its own four bytes, but without the padding behind; the type.
        Number(0);
        content(this);
        var span = CollectionsMarshal.AsSpan(_bytes)[start..];
        MemoryMarshal.Write(span, (ushort)span.Length);
        MemoryMarshal.Write(span[2..], type);
        while (_bytes.Count % Alignment != 0)
            _bytes.Add(0);
        return this;
    }

    internal byte[] ToArray()
    {
        MemoryMarshal.Write(CollectionsMarshal.AsSpan(_bytes), _bytes.Count);
        return [.. _bytes];
    }
}
