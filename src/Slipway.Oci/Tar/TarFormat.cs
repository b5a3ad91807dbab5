// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Tar;

/// <summary>Where things stand in a tar header (POSIX.1-2017 pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format").</summary>
internal static class TarFormat
{
    internal const int BlockSize = 512;

    internal const string AttributePrefix = "SCHILY.xattr.";

    internal const int NameLength = 100;
    internal const int PrefixOffset = 345;
    internal const int PrefixLength = 155;
    internal const int OwnerNameLength = 32;

    internal static readonly Range Name = ..100;
    internal static readonly Range Mode = 100..108;
    internal static readonly Range UserId = 108..116;
    internal static readonly Range GroupId = 116..124;
    internal static readonly Range Size = 124..136;
    internal static readonly Range Modified = 136..148;
    internal static readonly Range Checksum = 148..156;
    internal static readonly Range LinkName = 157..257;
    internal static readonly Range Magic = 257..265;
    internal static readonly Range UserName = 265..297;
    internal static readonly Range GroupName = 297..329;
    internal static readonly Range DeviceMajor = 329..337;
    internal static readonly Range DeviceMinor = 337..345;
    internal static readonly Range Prefix = 345..500;
    internal const int Type = 156;

    /// <summary>How many bytes of zeros fill the last block of <paramref name="size"/> bytes.</summary>
    internal static int Padding(long size) => (int)(-size & (BlockSize - 1));

    /// <summary>The sum of a header's bytes with the checksum field as spaces, bytes unsigned as the standard says and signed as some old programs did.</summary>
    internal static (int Unsigned, int Signed) Sum(ReadOnlySpan<byte> header)
    {
        int unsigned = 8 * ' ', signed = 8 * ' ';
        for (var i = 0; i < BlockSize; i++)
        {
            if (i is >= 148 and < 156)
                continue;
            unsigned += header[i];
            signed += (sbyte)header[i];
        }
        return (unsigned, signed);
    }
}
