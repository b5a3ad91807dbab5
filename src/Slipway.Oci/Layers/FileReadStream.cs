// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>Reads a file from its beginning, also when asked asynchronously without a hop to another thread, which would cost more than a read of the page
/// cache. Owns the handle.</summary>
internal sealed class FileReadStream(SafeFileHandle file) : ForwardStream
{
    public override long Length => RandomAccess.GetLength(file);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var count = RandomAccess.Read(file, buffer.Span, Consumed);
        Consumed += count;
        return new(count);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
