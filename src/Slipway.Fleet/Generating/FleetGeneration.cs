// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Files made of a fleet, and what whoever asked for them should know.</summary>
/// <param name="Files">The files; none where there are errors among the diagnostics.</param>
/// <param name="Diagnostics">What of the fleet has no counterpart: errors where leaving it out would be wrong, else warnings.</param>
/// <param name="Notes">What the fleet doesn't say, and what was taken in its place, a sentence each.</param>
public sealed record FleetGeneration(IReadOnlyList<GeneratedFile> Files, IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<string> Notes);
