// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>Texts as execve(2) takes them: pointers to UTF-8, the last of them null.</summary>
internal sealed unsafe class NativeWords : IDisposable
{
    private readonly int _count;

    internal NativeWords(IReadOnlyList<string> texts)
    {
        _count = texts.Count;
        Start = (nint*)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(nint));
        for (var index = 0; index < _count; index++)
            Start[index] = Marshal.StringToCoTaskMemUTF8(texts[index]);
    }

    /// <summary>The first of them.</summary>
    internal nint* Start { get; }

    public void Dispose()
    {
        for (var index = 0; index < _count; index++)
            Marshal.FreeCoTaskMem(Start[index]);
        NativeMemory.Free(Start);
    }
}
