// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>What a file is; the values are the S_IFMT bits of Linux.</summary>
public enum FileType
{
    /// <summary>The file system did not say (only in directory listings).</summary>
    Unknown = 0,

    /// <summary>A named pipe.</summary>
    Fifo = 0x1000,

    /// <summary>A character device; 0:0 is the whiteout of overlayfs.</summary>
    CharacterDevice = 0x2000,

    /// <summary>A directory.</summary>
    Directory = 0x4000,

    /// <summary>A block device.</summary>
    BlockDevice = 0x6000,

    /// <summary>A regular file.</summary>
    RegularFile = 0x8000,

    /// <summary>A symbolic link.</summary>
    SymbolicLink = 0xA000,

    /// <summary>A Unix socket.</summary>
    Socket = 0xC000,
}
