// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>One mount of the mount table.</summary>
/// <param name="Target">The absolute path of the mount point.</param>
/// <param name="Type">The file system's kernel name: "overlay", "tmpfs", "nsfs".</param>
/// <param name="Source">What is mounted, as far as the file system names it.</param>
/// <param name="Options">The options of the mount and of the file system, separated by commas.</param>
public sealed record MountEntry(string Target, string Type, string Source, string Options);
