// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>One name in a directory.</summary>
/// <param name="Name">The name, see <see cref="UnixText"/>; never "." or "..".</param>
/// <param name="Type">What it names; <see cref="FileType.Unknown"/> where the file system does not say.</param>
/// <param name="Inode">The inode's number.</param>
public readonly record struct DirectoryItem(string Name, FileType Type, ulong Inode);
