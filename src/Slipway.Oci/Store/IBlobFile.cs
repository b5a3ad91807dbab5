// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;

namespace Slipway.Oci;

/// <summary>An open file of <see cref="IBlobFiles"/>. It may be renamed or deleted while open.</summary>
public interface IBlobFile : IDisposable
{
    /// <summary>Its size in bytes.</summary>
    long Length { get; }

    /// <summary>Changes whenever somebody changes the file's bytes, times, name or rights: what was once read of it and found right may be wrong then.</summary>
    string Stamp { get; }

    /// <summary>The system's handle of it, for calls that move its bytes without reading them; null where it isn't a file of the system's.</summary>
    SafeFileHandle? Handle { get; }

    /// <summary>Reads at an offset; 0 at or past the end, and otherwise any number from 1.</summary>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all of the bytes at an offset.</summary>
    /// <exception cref="IOException">The system refused, for example because the disk is full; some of the bytes may be written.</exception>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Cuts the file to a length.</summary>
    void Truncate(long length);

    /// <summary>Makes what was written durable. After an error the file must not be trusted, whatever a second try says.</summary>
    void Flush();

    /// <summary>Says that the file was changed at a time, which keeps sweepers of old files away from it.</summary>
    void Touch(DateTimeOffset time);
}
