// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>A target that was published.</summary>
/// <param name="Target">The target.</param>
/// <param name="Image">Its manifest or index.</param>
/// <param name="References">The names it has in the registry now.</param>
public sealed record PublishedImage(FleetTarget Target, Descriptor Image, IReadOnlyList<ImageReference> References);
