// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Tar;

/// <summary>What a tar entry is. Sparse and contiguous files are regular files here, whatever an archive calls them.</summary>
public enum TarEntryType
{
    /// <summary>A regular file with its content.</summary>
    RegularFile,

    /// <summary>Another name of an earlier entry.</summary>
    HardLink,

    /// <summary>A symbolic link.</summary>
    SymbolicLink,

    /// <summary>A character device.</summary>
    CharacterDevice,

    /// <summary>A block device.</summary>
    BlockDevice,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A named pipe.</summary>
    Fifo,
}
