// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The language that a fleet is described in.</summary>
public enum FleetLanguage
{
    /// <summary>Slipway's own.</summary>
    Own,

    /// <summary>Bake's, or Compose's.</summary>
    Bake,
}
