// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>The verbs on extended attributes behind <see cref="LinuxFile"/> and <see cref="RootedDirectory"/>; values are bytes.</summary>
internal static unsafe class AttributeCalls
{
    private const int Largest = 65536; // XATTR_LIST_MAX and XATTR_SIZE_MAX of the kernel

    /// <summary>The names of all attributes, ordered by their bytes; none where the file system has no attributes.</summary>
    internal static string[] List(string path, FinalLink link, string shown)
    {
        var bytes = Read(
            (buffer, size) => link == FinalLink.Keep ? FileLibc.ListAttributesOfLink(path, buffer, size) : FileLibc.ListAttributes(path, buffer, size),
            absent: Errno.NotSupported,
            errno => FileCalls.Refused(errno, $"Cannot list the extended attributes of '{shown}'"));
        if (bytes is null or [])
            return [];
        var names = new List<string>();
        foreach (var range in bytes.AsSpan(0, bytes.Length - 1).Split((byte)0))
            names.Add(UnixText.Decode(bytes.AsSpan()[range]));
        names.Sort(UnixText.ByteOrder);
        return [.. names];
    }

    /// <summary>The value, or null where the file has no such attribute.</summary>
    internal static byte[]? TryGet(string path, string name, FinalLink link, string shown) => Read(
        (buffer, size) => link == FinalLink.Keep ? FileLibc.GetAttributeOfLink(path, name, buffer, size) : FileLibc.GetAttribute(path, name, buffer, size),
        absent: Errno.NoData,
        errno => FileCalls.Refused(errno, $"Cannot read the extended attribute '{name}' of '{shown}'"));

    internal static void Set(string path, string name, ReadOnlySpan<byte> value, FinalLink link, string shown)
    {
        int result;
        fixed (byte* pointer = value)
        {
            result = link == FinalLink.Keep
                ? FileLibc.SetAttributeOfLink(path, name, pointer, (nuint)value.Length, 0)
                : FileLibc.SetAttribute(path, name, pointer, (nuint)value.Length, 0);
        }
        if (result != 0)
            throw FileCalls.Refused(Marshal.GetLastPInvokeError(), $"Cannot set the extended attribute '{name}' of '{shown}'");
    }

    internal static void Remove(string path, string name, FinalLink link, string shown)
    {
        var result = link == FinalLink.Keep ? FileLibc.RemoveAttributeOfLink(path, name) : FileLibc.RemoveAttribute(path, name);
        if (result != 0)
            throw FileCalls.Refused(Marshal.GetLastPInvokeError(), $"Cannot remove the extended attribute '{name}' of '{shown}'");
    }

    /// <summary>The path by which a name in an open directory reaches the attribute calls, which know no directory handles before Linux 6.13.</summary>
    internal static string PathOf(SafeFileHandle directory, string name) =>
        name.Length == 0 ? FileCalls.DescriptorPath(directory) : $"{FileCalls.DescriptorPath(directory)}/{name}";

    private delegate nint Call(byte* buffer, nuint size);

    private static byte[]? Read(Call call, int absent, Func<int, NativeException> refused)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1024);
        try
        {
            while (true)
            {
                nint length;
                fixed (byte* pointer = buffer)
                    length = call(pointer, (nuint)buffer.Length);
                if (length >= 0)
                    return buffer.AsSpan(0, (int)length).ToArray();
                var errno = Marshal.GetLastPInvokeError();
                if (errno == absent)
                    return null;
                if (errno != Errno.OutOfRange || buffer.Length >= Largest)
                    throw refused(errno);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = ArrayPool<byte>.Shared.Rent(Largest);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
