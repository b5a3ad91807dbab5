// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>A layer that was written of a step's result.</summary>
/// <param name="Layer">The blob.</param>
/// <param name="DiffId">What it holds.</param>
/// <param name="FileBytes">The bytes of its regular files.</param>
internal sealed record LayerRecord(Descriptor Layer, DiffId DiffId, long FileBytes);
