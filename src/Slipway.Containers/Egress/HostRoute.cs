// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Globalization;

namespace Slipway.Containers;

/// <summary>A route that the host has to some addresses.</summary>
/// <param name="Interface">Through which interface.</param>
/// <param name="First">The first of the addresses, as a number.</param>
/// <param name="Last">The last of them.</param>
internal sealed record HostRoute(string Interface, uint First, uint Last)
{
    /// <summary>All routes but those to everywhere.</summary>
    internal static IReadOnlyList<HostRoute> ReadAll() => [.. File.ReadLines("/proc/net/route").Skip(1).Select(static line => line.Split('\t')).Where(static fields => fields.Length > 7).Select(Read).OfType<HostRoute>()];

    // Iface Destination Gateway Flags RefCnt Use Metric Mask …, the addresses as the machine holds them in memory.
    private static HostRoute? Read(string[] fields)
    {
        var (destination, mask) = (ReadAddress(fields[1]), ReadAddress(fields[7]));
        return mask == 0 ? null : new(fields[0], destination, destination | ~mask);
    }

    private static uint ReadAddress(string text) =>
        uint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var number && BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(number) : number;
}
