// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>The decoding calls of the system's liblzma.</summary>
internal static unsafe partial class XzLibrary
{
    internal const int Ok = 0;
    internal const int StreamEnd = 1;
    internal const int BufferError = 10;
    internal const int ActionRun = 0;
    internal const int ActionFinish = 3;

    /// <summary>LZMA_CONCATENATED: streams one behind the other, as <c>xz</c> reads them.</summary>
    internal const uint FlagConcatenated = 8;

    private const string Library = "liblzma.so.5";

    /// <summary>Whether the library is there, looked for once.</summary>
    internal static bool IsAvailable { get; } = NativeLibrary.TryLoad(Library, out _);

    [LibraryImport(Library, EntryPoint = "lzma_stream_decoder")]
    internal static partial int CreateDecoder(Stream* stream, ulong memoryLimit, uint flags);

    [LibraryImport(Library, EntryPoint = "lzma_code")]
    internal static partial int Code(Stream* stream, int action);

    [LibraryImport(Library, EntryPoint = "lzma_end")]
    internal static partial void End(Stream* stream);

    /// <summary>What a return code says (lzma/base.h).</summary>
    internal static string Describe(int code) => code switch
    {
        5 => "no memory",
        6 => "it wants more memory than it is given",
        7 => "it is no xz stream",
        8 => "it asks for what this library doesn't know",
        9 => "its bytes are damaged",
        BufferError => "it ends too early",
        _ => $"liblzma says {code}",
    };

    /// <summary>lzma_stream (lzma/base.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Stream
    {
        internal byte* NextInput;
        internal nuint AvailableInput;
        internal ulong TotalInput;
        internal byte* NextOutput;
        internal nuint AvailableOutput;
        internal ulong TotalOutput;
        internal nint Allocator;
        internal nint Internal;
        internal nint Reserved1;
        internal nint Reserved2;
        internal nint Reserved3;
        internal nint Reserved4;
        internal ulong SeekPosition;
        internal ulong Reserved5;
        internal nuint Reserved6;
        internal nuint Reserved7;
        internal int Reserved8;
        internal int Reserved9;
    }
}
