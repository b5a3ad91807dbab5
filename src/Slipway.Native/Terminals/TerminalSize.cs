// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>How many characters a terminal shows.</summary>
/// <param name="Columns">Beside each other, 0 to 65535; 0 is not known.</param>
/// <param name="Rows">Below each other, 0 to 65535; 0 is not known.</param>
public readonly partial record struct TerminalSize(int Columns, int Rows)
{
    private const nuint GetSize = 0x5413, SetSize = 0x5414;
    private const int StandardInput = 0, StandardOutput = 1;

    /// <summary>The size of this process's terminal: that of standard output, else that of standard input; null where neither is one, or it isn't known.</summary>
    public static TerminalSize? TryRead() => TryRead(StandardOutput) ?? TryRead(StandardInput);

    /// <summary>Sets a terminal's size; a terminal that is gone is left alone.</summary>
    internal void Set(SafeHandle terminal)
    {
        var size = new Fields { Rows = Clamp(Rows), Columns = Clamp(Columns) };
        _ = Control(terminal, SetSize, ref size);
    }

    private static ushort Clamp(int value) => (ushort)Math.Clamp(value, 0, ushort.MaxValue);

    private static TerminalSize? TryRead(int descriptor)
    {
        var size = new Fields();
        return Control(descriptor, GetSize, ref size) == 0 && size is { Rows: > 0, Columns: > 0 } ? new(size.Columns, size.Rows) : null;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, ref Fields size);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(SafeHandle descriptor, nuint request, ref Fields size);

    // struct winsize
    [StructLayout(LayoutKind.Sequential)]
    private struct Fields
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }
}
