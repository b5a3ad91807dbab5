// SPDX-License-Identifier: Apache-2.0
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Fleets;

/// <summary>A fleet, and the targets of it that a command is about.</summary>
internal sealed record SelectedFleet(FleetGraph Graph, IReadOnlyList<FleetTarget> Targets);
