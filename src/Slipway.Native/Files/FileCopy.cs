// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>Copies content from file to file inside the kernel, sharing blocks where the file system can.</summary>
public static class FileCopy
{
    private const int BufferSize = 1 << 20;

    /// <summary>Copies the first <paramref name="length"/> bytes of one open file to the beginning of another.</summary>
    /// <returns>How many bytes were copied: less than asked if the source ends before.</returns>
    /// <exception cref="NativeException">The kernel refused to read or to write.</exception>
    public static long Copy(SafeFileHandle source, SafeFileHandle target, long length, CancellationToken cancellationToken = default)
    {
        long read = 0, written = 0;
        while (read < length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var copied = FileLibc.CopyRange(source, ref read, target, ref written, (nuint)Math.Min(length - read, 1 << 30), 0);
            var errno = Marshal.GetLastPInvokeError();
            // An empty answer also comes from files of /proc and the like, which must be read to know.
            if (copied == 0 || (copied < 0 && errno is Errno.CrossDevice or Errno.InvalidArgument or Errno.NotSupported or Errno.NotImplemented))
                return CopyByBuffer(source, target, read, length, cancellationToken);
            if (copied < 0 && errno != Errno.Interrupted)
                throw FileCalls.Refused(errno, $"Cannot copy '{FileCalls.DescriptorPath(source)}' to '{FileCalls.DescriptorPath(target)}'");
        }
        return read;
    }

    private static long CopyByBuffer(SafeFileHandle source, SafeFileHandle target, long offset, long length, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (offset < length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var read = RandomAccess.Read(source, buffer.AsSpan(0, (int)Math.Min(BufferSize, length - offset)), offset);
                if (read == 0)
                    break;
                RandomAccess.Write(target, buffer.AsSpan(0, read), offset);
                offset += read;
            }
            return offset;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
