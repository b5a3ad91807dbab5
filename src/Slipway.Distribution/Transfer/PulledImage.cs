// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>A pulled image.</summary>
/// <param name="Resolved">What the registry has under the name: the manifest, or the index of several platforms.</param>
/// <param name="Stored">What the name stands for in the store now: the same, or of an index the manifest of the platform that was asked for.</param>
public sealed record PulledImage(Descriptor Resolved, Descriptor Stored);
