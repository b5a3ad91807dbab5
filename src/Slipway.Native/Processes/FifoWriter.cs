// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>A named pipe that was made for a program to read, held open while the program is started; see <see cref="Fifo.CreateInput"/>.</summary>
public sealed class FifoWriter : IDisposable
{
    private readonly SafeFileHandle _reader;

    internal FifoWriter(SafeFileHandle reader, SafeFileHandle writer) => (_reader, Writer) = (reader, writer);

    /// <summary>The end to write, which <see cref="DescriptorHolder"/> may keep open.</summary>
    public SafeFileHandle Writer { get; }

    /// <summary>Counts as a reader no longer: the program has opened it.</summary>
    public void StopReading() => _reader.Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        Writer.Dispose();
    }
}
