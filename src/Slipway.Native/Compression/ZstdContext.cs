// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>A compressor's or decompressor's state in libzstd.</summary>
internal sealed class ZstdContext : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly bool _compresses;

    private ZstdContext(nint context, bool compresses) : base(ownsHandle: true)
    {
        _compresses = compresses;
        SetHandle(context);
        if (IsInvalid)
            throw new InsufficientMemoryException("libzstd has no memory for a new stream.");
    }

    internal static ZstdContext ForCompression() => new(ZstdLibrary.CreateCompressor(), compresses: true);

    internal static ZstdContext ForDecompression() => new(ZstdLibrary.CreateDecompressor(), compresses: false);

    protected override bool ReleaseHandle() =>
        (_compresses ? ZstdLibrary.FreeCompressor(handle) : ZstdLibrary.FreeDecompressor(handle)) == 0;
}
