// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Build;

/// <summary>A figure that stands for some texts in a <see cref="SelectionManifest"/> (FNV-1a): the same in every process, and quick.</summary>
internal struct ManifestFigure
{
    private const ulong Start = 14695981039346656037, Factor = 1099511628211;

    private ulong _value;

    public ManifestFigure() => _value = Start;

    public readonly ulong Value => _value;

    public void Add(ReadOnlySpan<char> text) => Add(MemoryMarshal.AsBytes(text));

    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
            _value = (_value ^ one) * Factor;
        _value = (_value ^ (ulong)bytes.Length) * Factor;
    }
}
