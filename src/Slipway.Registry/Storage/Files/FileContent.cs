// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>An open file of a blob, or of an upload; owns it.</summary>
internal sealed class FileContent(IBlobFile file) : IUploadContent
{
    public long Length => file.Length;

    public string Stamp => file.Stamp;

    public SafeFileHandle? File => file.Handle;

    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // A page-cache read costs less than the hop that would make it asynchronous.
        return new(file.Read(buffer.Span, offset));
    }

    public ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var start = file.Length;
        try
        {
            file.Write(bytes.Span, start);
        }
        catch (IOException)
        {
            // Some of it may be there, but none of it counts.
            file.Truncate(start);
            throw;
        }
        return ValueTask.CompletedTask;
    }

    public void Dispose() => file.Dispose();
}
