// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>For which machine a program was made, as the head of its file says it (elf(5)).</summary>
/// <param name="WordBits">32 or 64.</param>
/// <param name="Order">The order of bytes: 1 with the least first, 2 with the greatest first.</param>
/// <param name="Machine">The number of the machine.</param>
internal readonly record struct ProgramFormat(int WordBits, int Order, int Machine)
{
    /// <summary>How much of a file has to be read.</summary>
    public const int HeaderSize = 64;

    /// <summary>A program at a fixed address, e_type.</summary>
    public const int Fixed = 2;

    /// <summary>A program at any address, or a library, e_type.</summary>
    public const int Movable = 3;

    private const int LittleEndian = 1, BigEndian = 2;

    private static readonly (string Architecture, ProgramFormat Format, string Emulator)[] Known =
    [
        ("amd64", new(64, LittleEndian, 62), "x86_64"),
        ("arm64", new(64, LittleEndian, 183), "aarch64"),
        ("arm", new(32, LittleEndian, 40), "arm"),
        ("386", new(32, LittleEndian, 3), "i386"),
        ("ppc64le", new(64, LittleEndian, 21), "ppc64le"),
        ("s390x", new(64, BigEndian, 22), "s390x"),
        ("riscv64", new(64, LittleEndian, 243), "riscv64"),
        ("mips64le", new(64, LittleEndian, 8), "mips64el"),
        ("mips64", new(64, BigEndian, 8), "mips64"),
        ("loong64", new(64, LittleEndian, 258), "loongarch64"),
        ("ppc64", new(64, BigEndian, 21), "ppc64"),
    ];

    /// <summary>The platforms whose programs can be emulated.</summary>
    public static IEnumerable<Platform> Platforms => Known.Select(static known => Platform.Parse($"linux/{known.Architecture}"));

    /// <summary>That of a platform's programs; null where nobody emulates them.</summary>
    public static ProgramFormat? Of(Platform platform) =>
        platform.Os == "linux" && Known.FirstOrDefault(known => known.Architecture == platform.Architecture) is { Architecture: not null } found ? found.Format : null;

    /// <summary>What QEMU calls an architecture, or null.</summary>
    public static string? EmulatorOf(Platform platform) => Known.FirstOrDefault(known => known.Architecture == platform.Architecture).Emulator;

    /// <summary>What a file's first bytes say; null where it is no ELF program.</summary>
    public static ProgramFormat? Read(ReadOnlySpan<byte> header)
    {
        if (header.Length < 20 || !header.StartsWith("\u007fELF"u8) || header[4] is not (1 or 2) || header[5] is not (LittleEndian or BigEndian))
            return null;
        var machine = header[5] == LittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(header[18..]) : BinaryPrimitives.ReadUInt16BigEndian(header[18..]);
        return new(header[4] * 32, header[5], machine);
    }

    /// <summary>The platform whose programs have this format, without a variant; null where it has no name here.</summary>
    public Platform? FindPlatform()
    {
        var format = this;
        return Known.FirstOrDefault(known => known.Format == format).Architecture is { } architecture ? new() { Os = "linux", Architecture = architecture } : null;
    }

    /// <summary>The head of a program of this format.</summary>
    /// <param name="type"><see cref="Fixed"/> or <see cref="Movable"/>.</param>
    public byte[] ToHeader(int type)
    {
        var header = new byte[HeaderSize];
        "\u007fELF"u8.CopyTo(header);
        (header[4], header[5], header[6]) = ((byte)(WordBits / 32), (byte)Order, 1);
        Write(header.AsSpan(16), type);
        Write(header.AsSpan(18), Machine);
        header[Order == LittleEndian ? 20 : 23] = 1;
        return header;
    }

    private void Write(Span<byte> bytes, int number)
    {
        if (Order == LittleEndian)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)number);
        else
            BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)number);
    }
}
