// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Slipway.TestKit;

/// <summary>The smallest program of another architecture than this machine's: it ends with an exit code.</summary>
public static class ForeignProgram
{
    private const ulong Address = 0x400000;
    private const int HeaderSize = 64, SegmentSize = 56;

    private static bool IsArm => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64;

    /// <summary>The architecture, as images call it.</summary>
    public static string Architecture => IsArm ? "amd64" : "arm64";

    /// <summary>Its platform.</summary>
    public static string Platform => $"linux/{Architecture}";

    /// <summary>What QEMU calls it.</summary>
    public static string Emulator => IsArm ? "x86_64" : "aarch64";

    /// <summary>Writes the program and makes it executable.</summary>
    public static void Write(string path, byte exitCode)
    {
        var code = IsArm ? Amd64(exitCode) : Arm64(exitCode);
        var file = new byte[HeaderSize + SegmentSize + code.Length];
        "\u007fELF"u8.CopyTo(file);
        (file[4], file[5], file[6]) = (2, 1, 1);
        Put16(file, 16, 2);                                  // a program at a fixed address
        Put16(file, 18, IsArm ? 62 : 183);
        Put16(file, 20, 1);
        Put64(file, 24, Address + HeaderSize + SegmentSize); // where it begins
        Put64(file, 32, HeaderSize);                         // where its segments are listed
        Put16(file, 52, HeaderSize);
        Put16(file, 54, SegmentSize);
        Put16(file, 56, 1);
        Put16(file, 64, 1);                                  // loaded
        Put16(file, 68, 5);                                  // to read and execute
        Put64(file, 80, Address);
        Put64(file, 88, Address);
        Put64(file, 96, (ulong)file.Length);
        Put64(file, 104, (ulong)file.Length);
        Put64(file, 112, 0x1000);
        code.CopyTo(file, HeaderSize + SegmentSize);
        File.WriteAllBytes(path, file);
        File.SetUnixFileMode(path, (UnixFileMode)0x1ED);
    }

    // mov x0, #code; mov x8, #93 (exit); svc #0
    private static byte[] Arm64(byte exitCode)
    {
        var code = new byte[12];
        BinaryPrimitives.WriteUInt32LittleEndian(code, 0xd2800000 | ((uint)exitCode << 5));
        BinaryPrimitives.WriteUInt32LittleEndian(code.AsSpan(4), 0xd2800ba8);
        BinaryPrimitives.WriteUInt32LittleEndian(code.AsSpan(8), 0xd4000001);
        return code;
    }

    // mov edi, code; mov eax, 60 (exit); syscall
    private static byte[] Amd64(byte exitCode) => [0xbf, exitCode, 0, 0, 0, 0xb8, 60, 0, 0, 0, 0x0f, 0x05];

    private static void Put16(byte[] file, int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)value);

    private static void Put64(byte[] file, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at), value);
}
