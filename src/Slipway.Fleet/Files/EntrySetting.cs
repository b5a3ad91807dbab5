// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>What is claimed of an entry of a map, such as a label, or of the content of a file.</summary>
/// <param name="Name">The entry's name, or the file's path.</param>
/// <param name="Tests">What is claimed of it; all hold.</param>
/// <param name="Place">Where the claim stands.</param>
public sealed record EntrySetting(string Name, IReadOnlyList<EntryTest> Tests, SourcePlace Place)
{
    /// <summary>Whether it may stay unproven.</summary>
    public Necessity Necessity { get; init; }
}
