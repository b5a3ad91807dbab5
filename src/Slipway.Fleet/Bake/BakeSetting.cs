// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>What a field of a target was set to, and where.</summary>
internal sealed record BakeSetting(HclValue Value, SourcePlace Place);
