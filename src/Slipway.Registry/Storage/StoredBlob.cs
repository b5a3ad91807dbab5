// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>A blob open for reading; owns its content. Deleting the blob does not disturb it.</summary>
internal sealed class StoredBlob(BlobRecord record, IBlobContent content) : IDisposable
{
    public BlobRecord Record => record;

    public Digest Digest => record.Digest;

    public long Size => record.Size;

    /// <summary>Says of the content whether somebody has changed it since it was opened: another one then is.</summary>
    public string Stamp { get; } = content.Stamp;

    /// <summary>Whether nobody has changed the content since it was opened.</summary>
    public bool IsUntouched => content.Stamp == Stamp;

    /// <summary>Its file, where it lies in one of this system; else null.</summary>
    public SafeFileHandle? File => content.File;

    /// <summary>Reads at an offset; 0 at or past the end, and otherwise any number from 1.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken) => content.ReadAsync(buffer, offset, cancellationToken);

    public void Dispose() => content.Dispose();
}
