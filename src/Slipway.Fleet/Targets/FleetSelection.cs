// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>The targets that were asked for, in the order of the file, or what keeps them from being known.</summary>
public sealed record FleetSelection(IReadOnlyList<FleetTarget> Targets, IReadOnlyList<Diagnostic> Diagnostics);
