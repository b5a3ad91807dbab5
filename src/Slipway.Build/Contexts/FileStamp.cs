// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>What the kernel says of a file that changes whenever the file does.</summary>
internal readonly record struct FileStamp(DeviceNumber Device, ulong Inode, long Size, UnixTime Modified, UnixTime Changed, int Mode)
{
    public static FileStamp Of(FileStatus status) => new(status.Device, status.Inode, status.Size, status.Modified, status.Changed, (int)status.Type | status.Mode);

    public void Write(BinaryWriter writer)
    {
        writer.Write(Device.Major);
        writer.Write(Device.Minor);
        writer.Write(Inode);
        writer.Write(Size);
        writer.Write(Modified.Seconds);
        writer.Write(Modified.Nanoseconds);
        writer.Write(Changed.Seconds);
        writer.Write(Changed.Nanoseconds);
        writer.Write(Mode);
    }

    public static FileStamp Read(BinaryReader reader) => new(
        new(reader.ReadUInt32(), reader.ReadUInt32()), reader.ReadUInt64(), reader.ReadInt64(), ReadTime(reader), ReadTime(reader), reader.ReadInt32());

    private static UnixTime ReadTime(BinaryReader reader)
    {
        var (seconds, nanoseconds) = (reader.ReadInt64(), reader.ReadUInt32());
        return nanoseconds < 1_000_000_000 ? new(seconds, nanoseconds) : throw new InvalidDataException("A time has less than a second of nanoseconds.");
    }
}
