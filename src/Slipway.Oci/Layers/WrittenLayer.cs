// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Layers;

/// <summary>What came of writing a layer.</summary>
/// <param name="Descriptor">The blob, as it was written to the output.</param>
/// <param name="DiffId">The digest of the uncompressed tar.</param>
/// <param name="TarSize">Bytes of the uncompressed tar.</param>
/// <param name="FileBytes">Bytes of the regular files, each inode once: what the layer adds to an image's size.</param>
/// <param name="EntryCount">How many entries the tar has, whiteouts included.</param>
/// <param name="Index">What the layer holds.</param>
public sealed record WrittenLayer(Descriptor Descriptor, DiffId DiffId, long TarSize, long FileBytes, long EntryCount, TreeIndex Index);
