// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>A file that a container has otherwise than its image.</summary>
/// <param name="Kind">What was done to it.</param>
/// <param name="Path">Its absolute path inside.</param>
public sealed record FileChange(FileChangeKind Kind, string Path)
{
    /// <summary>Docker's letter and the path: <c>A /etc/new</c>.</summary>
    public override string ToString() => $"{Kind switch { FileChangeKind.Added => 'A', FileChangeKind.Deleted => 'D', _ => 'C' }} {Path}";
}
