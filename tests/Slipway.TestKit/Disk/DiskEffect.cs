// SPDX-License-Identifier: Apache-2.0
namespace Slipway.TestKit;

/// <summary>A kind of thing that is done to a disk.</summary>
public enum DiskEffect
{
    /// <summary>A new file.</summary>
    Create,

    /// <summary>Bytes written to a file.</summary>
    Write,

    /// <summary>A file's bytes made durable.</summary>
    FlushFile,

    /// <summary>A file given another name.</summary>
    Rename,

    /// <summary>A name taken away.</summary>
    Delete,

    /// <summary>A new folder.</summary>
    MakeFolder,

    /// <summary>A folder's names made durable.</summary>
    FlushFolder,

    /// <summary>A folder's names made durable because a folder was made in it.</summary>
    FlushParent,

    /// <summary>A lock taken alone.</summary>
    LockAlone,

    /// <summary>A lock taken with others.</summary>
    LockShared,
}
