// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Slipway.Containers;

namespace Slipway.Modules;

/// <summary>
/// How a program ended, as the content of a frame: nothing where that is not known; else a byte of flags, the exit code in 4 bytes and the time, in ticks of 100 ns since the year 1
/// (UTC), in 8.
/// </summary>
internal static class EndContent
{
    private const int Bytes = 13, TimeOffset = 5;
    private const byte HasExitCode = 1, IsOutOfMemory = 2;

    internal static byte[] Write(ContainerExit? exit)
    {
        if (exit is null)
            return [];
        var content = new byte[Bytes];
        content[0] = (byte)((exit.ExitCode is null ? 0 : HasExitCode) | (exit.IsOutOfMemory ? IsOutOfMemory : 0));
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(1), exit.ExitCode ?? 0);
        BinaryPrimitives.WriteInt64BigEndian(content.AsSpan(TimeOffset), exit.EndedAt.UtcTicks);
        return content;
    }

    /// <exception cref="InvalidDataException">It is none.</exception>
    internal static ContainerExit? Read(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
            return null;
        if (content.Length != Bytes)
            throw new InvalidDataException($"The agent says in {content.Length} bytes how the program ended, and not in {Bytes}.");
        var ticks = BinaryPrimitives.ReadInt64BigEndian(content[TimeOffset..]);
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            throw new InvalidDataException($"The agent says that the program ended at {ticks}, which is no time.");
        return new(
            (content[0] & HasExitCode) == 0 ? null : BinaryPrimitives.ReadInt32BigEndian(content[1..]),
            (content[0] & IsOutOfMemory) != 0,
            new(ticks, TimeSpan.Zero));
    }
}
