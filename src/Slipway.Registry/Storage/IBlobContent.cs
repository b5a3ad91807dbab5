// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;

namespace Slipway.Registry;

/// <summary>Bytes of a storage, open for reading. Whoever deletes or replaces them does not disturb it.</summary>
internal interface IBlobContent : IDisposable
{
    /// <summary>How many bytes there are.</summary>
    long Length { get; }

    /// <summary>Changes whenever somebody changes the bytes or what is said of them: a file's times, an object's entity tag.</summary>
    string Stamp { get; }

    /// <summary>Where the bytes lie in a file of this system, its handle, which can be sent without being read; else null.</summary>
    SafeFileHandle? File { get; }

    /// <summary>Reads at an offset; 0 at or past the end, and otherwise any number from 1.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken);
}
