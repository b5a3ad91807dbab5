// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Registry;

/// <summary>What tells a file that was written again from what it was: cheap enough to be looked at with each request.</summary>
/// <param name="Inode">Which file it is.</param>
/// <param name="Size">How many bytes it has.</param>
/// <param name="Seconds">When it was written, in seconds since 1970.</param>
/// <param name="Nanoseconds">The part of a second of that.</param>
public readonly record struct FileStamp(ulong Inode, long Size, long Seconds, uint Nanoseconds)
{
    /// <summary>The stamp of a file, or of what a link leads to; null where there is none.</summary>
    public static FileStamp? Of(string path) => LinuxFile.TryGetStatus(path, FinalLink.Follow) is { } status
        ? new(status.Inode, status.Size, status.Modified.Seconds, status.Modified.Nanoseconds)
        : null;
}
