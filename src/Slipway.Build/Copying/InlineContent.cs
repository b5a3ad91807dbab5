// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;

namespace Slipway.Build;

/// <summary>A content that stands in the Dockerfile.</summary>
internal sealed class InlineContent(byte[] bytes) : TreeContent
{
    public override long Size => bytes.Length;

    public override void CopyTo(SafeFileHandle file, CancellationToken cancellationToken) => RandomAccess.Write(file, bytes, 0);

    public override Stream Open() => new MemoryStream(bytes, writable: false);
}
