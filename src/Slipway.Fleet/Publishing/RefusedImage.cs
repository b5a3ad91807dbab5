// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A target that was not published.</summary>
/// <param name="Target">The target.</param>
/// <param name="Reason">Why not, as a clause.</param>
public sealed record RefusedImage(FleetTarget Target, string Reason);
