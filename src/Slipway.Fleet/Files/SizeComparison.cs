// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>A difference that is claimed between an image's size and another.</summary>
/// <param name="Amount">The difference.</param>
/// <param name="Against">What it is compared with; null is what the size's own <c>against</c> names.</param>
public sealed record SizeComparison(Located<SizeAmount> Amount, Located<string>? Against);
