// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Slipway.Oci;

namespace Slipway.TestKit;

/// <summary>An open file of a <see cref="SimulatedDisk"/>.</summary>
internal sealed class SimulatedHandle(SimulatedProcess process, SimulatedFile file, string path) : IBlobFile
{
    public long Length => file.Current.Length;

    public string Stamp => file.Changes.ToString(CultureInfo.InvariantCulture);

    public SafeFileHandle? Handle => null;

    public int Read(Span<byte> buffer, long offset)
    {
        var rest = file.Current.AsSpan((int)Math.Min(offset, file.Current.Length));
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        return count;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        process.Disk.Turn(process, isEffect: true);
        file.Write(bytes, offset);
        file.Modified = process.Disk.Now;
    }

    public void Truncate(long length)
    {
        process.Disk.Turn(process, isEffect: true);
        file.Truncate(length);
    }

    public void Flush()
    {
        process.Disk.Turn(process, isEffect: true);
        if (!process.Disk.Skips(new(DiskEffect.FlushFile, path)))
            file.Flush();
    }

    public void Touch(DateTimeOffset time)
    {
        process.Disk.Turn(process, isEffect: true);
        file.Modified = time;
    }

    public void Dispose()
    {
    }
}
