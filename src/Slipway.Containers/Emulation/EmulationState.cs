// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>How programs of a platform fare on this machine.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Kind">Whether and how they run.</param>
/// <param name="Says">By what they run, or why they don't, as a clause.</param>
public sealed record EmulationState(Platform Platform, EmulationKind Kind, string Says);
