// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Slipway.Packages;

/// <summary>Looks into programs (elf(5)), as far as is needed to tell whether one runs without libraries.</summary>
internal static class ElfFile
{
    private const int HeaderSize = 64;
    private const uint Interpreter = 3;

    /// <summary>Whether a file is a program that names no interpreter to load libraries with.</summary>
    public static bool IsStatic(string path)
    {
        using var file = File.OpenHandle(path);
        Span<byte> header = stackalloc byte[HeaderSize];
        if (RandomAccess.Read(file, header, 0) < HeaderSize || !header.StartsWith("\u007fELF"u8) || header[5] != 1)
            return false; // no program, or one of another byte order than that of every machine this runs on
        var is64 = header[4] == 2;
        var table = is64 ? BinaryPrimitives.ReadInt64LittleEndian(header[32..]) : BinaryPrimitives.ReadUInt32LittleEndian(header[28..]);
        var (entrySize, count) = is64
            ? (BinaryPrimitives.ReadUInt16LittleEndian(header[54..]), BinaryPrimitives.ReadUInt16LittleEndian(header[56..]))
            : (BinaryPrimitives.ReadUInt16LittleEndian(header[42..]), BinaryPrimitives.ReadUInt16LittleEndian(header[44..]));
        Span<byte> type = stackalloc byte[4];
        for (var i = 0; i < count; i++)
        {
            if (RandomAccess.Read(file, type, table + (i * (long)entrySize)) < type.Length)
                return false;
            if (BinaryPrimitives.ReadUInt32LittleEndian(type) == Interpreter)
                return false;
        }
        return true;
    }
}
