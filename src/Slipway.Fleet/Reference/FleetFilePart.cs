// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A part of a fleet file: fields that stand side by side.</summary>
/// <param name="Name">Its name in the schema.</param>
/// <param name="Words">The names of its fields.</param>
/// <param name="Needed">What must be there, as the beginning of a map of YAML.</param>
/// <param name="Examples">For each field a map, as YAML on one line, that has it and what must be there with it.</param>
internal sealed record FleetFilePart(string Name, IReadOnlyList<string> Words, string Needed, IReadOnlyList<string> Examples);
