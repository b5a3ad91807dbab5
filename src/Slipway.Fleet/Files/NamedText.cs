// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>An entry of a map of texts, such as an argument or a label.</summary>
/// <param name="Name">The key.</param>
/// <param name="Value">The text; null takes away what stood under the key before.</param>
/// <param name="Place">Where the value stands, or the key where there is none.</param>
public sealed record NamedText(string Name, string? Value, SourcePlace Place)
{
    /// <summary>Where the key stands. The default is <see cref="Place"/>.</summary>
    public SourcePlace KeyPlace { get; init; } = Place;
}
