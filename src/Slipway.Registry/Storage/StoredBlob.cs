// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>A blob open for reading; owns the file. Deleting the blob does not disturb it.</summary>
internal sealed class StoredBlob(BlobRecord record, IBlobFile file) : IDisposable
{
    public BlobRecord Record => record;

    public Digest Digest => record.Digest;

    public long Size => record.Size;

    public IBlobFile File => file;

    public void Dispose() => file.Dispose();
}
