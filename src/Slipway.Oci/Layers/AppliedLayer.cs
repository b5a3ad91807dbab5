// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Layers;

/// <summary>What came of unpacking a layer.</summary>
/// <param name="DiffId">The digest of the uncompressed tar, verified where one was expected.</param>
/// <param name="TarSize">Bytes of the uncompressed tar.</param>
/// <param name="FileBytes">Bytes of the regular files, each inode once.</param>
/// <param name="EntryCount">How many entries the tar has, whiteouts included.</param>
/// <param name="Index">What the layer holds.</param>
/// <param name="IgnoredAttributes">The names of extended attributes that were not set: overlayfs's own notes, those that this file system or kind of file
/// cannot have, and those that mean nothing outside the machine they came from.</param>
public sealed record AppliedLayer(
    DiffId DiffId, long TarSize, long FileBytes, long EntryCount, TreeIndex Index, IReadOnlyList<string> IgnoredAttributes)
{
    /// <summary>Whether the layer implied directories or linked files that only the layers below hold, so that what was unpacked is right on top of those
    /// (a ChainId) and not of others with the same layer (a DiffId). False for a merged root.</summary>
    public bool DependsOnBelow { get; init; }

    /// <summary>The paths of device nodes that were not made, because the options say so.</summary>
    public IReadOnlyList<string> LeftOutDevices { get; init; } = [];
}
