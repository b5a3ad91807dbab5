// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>Settings for the combinations of a matrix that have certain values: an entry of <c>when</c>.</summary>
/// <param name="Match">Axes and the values of each that are meant; all axes must agree.</param>
/// <param name="Settings">What is said for those.</param>
/// <param name="Place">Where the entry stands.</param>
public sealed record ImageVariation(IReadOnlyList<AxisMatch> Match, ImageSettings Settings, SourcePlace Place);
