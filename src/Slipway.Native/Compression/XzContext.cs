// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>A decoder's state in liblzma; it lies outside of the collector's heap, for the library keeps its address.</summary>
internal sealed unsafe class XzContext : SafeHandleZeroOrMinusOneIsInvalid
{
    // What xz -9 needs, and no more: an archive must not choose how much memory it takes.
    private const ulong MemoryLimit = 128UL << 20;

    internal XzContext() : base(ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(XzLibrary.Stream)));
        var code = XzLibrary.CreateDecoder(Stream, MemoryLimit, XzLibrary.FlagConcatenated);
        if (code != XzLibrary.Ok)
            throw new InvalidDataException($"Cannot begin to decompress an xz stream: {XzLibrary.Describe(code)}.");
    }

    internal XzLibrary.Stream* Stream => (XzLibrary.Stream*)handle;

    protected override bool ReleaseHandle()
    {
        XzLibrary.End(Stream);
        NativeMemory.Free((void*)handle);
        return true;
    }
}
