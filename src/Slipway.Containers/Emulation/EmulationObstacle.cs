// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>Why programs of a platform don't run on this machine.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Machine">What this machine is.</param>
/// <param name="Reason">Why, as a clause: no emulator for arm64 is registered with its kernel.</param>
/// <param name="Help">What mends it, as a clause; null where nothing does.</param>
public sealed record EmulationObstacle(Platform Platform, Platform Machine, string Reason, string? Help)
{
    /// <summary>The whole as a clause.</summary>
    public override string ToString() => $"programs for {Platform} don't run on this machine, which is {Machine}: {Reason}";
}
