// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;
using Slipway.Native;

namespace Slipway.Oci;

/// <summary>An open file on this machine's disk; owns the handle.</summary>
internal sealed class DiskBlobFile(SafeFileHandle handle) : IBlobFile
{
    public long Length => RandomAccess.GetLength(handle);

    // The kernel sets it itself, and to the present alone.
    public string Stamp => LinuxFile.GetStatus(handle).Changed.ToString();

    public SafeFileHandle? Handle => handle;

    public int Read(Span<byte> buffer, long offset) => RandomAccess.Read(handle, buffer, offset);

    public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

    public void Truncate(long length) => RandomAccess.SetLength(handle, length);

    public void Flush() => RandomAccess.FlushToDisk(handle);

    public void Touch(DateTimeOffset time) => File.SetLastWriteTimeUtc(handle, time.UtcDateTime);

    public void Dispose() => handle.Dispose();
}
