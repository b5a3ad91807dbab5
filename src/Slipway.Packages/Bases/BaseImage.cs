// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Packages;

/// <summary>A base image in the store.</summary>
/// <param name="Image">Its manifest.</param>
/// <param name="Name">The name it has, or null.</param>
/// <param name="DiffId">What its one layer holds.</param>
/// <param name="Size">Bytes of its files.</param>
/// <param name="CompressedSize">Bytes of its layer as it travels.</param>
public sealed record BaseImage(Descriptor Image, ImageReference? Name, DiffId DiffId, long Size, long CompressedSize);
