// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>A group of Bake's files.</summary>
internal sealed record BakeGroup(string Name, string? Description, IReadOnlyList<string> Targets, SourcePlace Place);
