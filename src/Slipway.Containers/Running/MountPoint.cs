// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>A path in a root file system that something is going to be mounted on.</summary>
/// <param name="Path">The absolute path, normalized.</param>
/// <param name="IsDirectory">Whether it has to be a directory, else a file.</param>
/// <param name="Mode">The permission bits that it has to have, because the runtime hands them on to the mount; null for any.</param>
internal sealed record MountPoint(string Path, bool IsDirectory, int? Mode);
