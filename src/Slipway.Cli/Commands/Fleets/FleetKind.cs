// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Commands.Fleets;

/// <summary>What describes the fleet of a folder.</summary>
internal enum FleetKind
{
    /// <summary>Nothing does.</summary>
    None,

    /// <summary>A fleet file of ours.</summary>
    Own,

    /// <summary>Files of Bake or Compose.</summary>
    Bake,
}
