// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>How much of a copy a destination lacks.</summary>
/// <param name="Place">The destination.</param>
/// <param name="Blobs">How many configurations and layers there are in all.</param>
/// <param name="Missing">How many of them it lacks.</param>
/// <param name="MissingBytes">The bytes of those; fewer go where a registry has them in another repository.</param>
public sealed record PlannedPlace(ImagePlace Place, int Blobs, int Missing, long MissingBytes);
