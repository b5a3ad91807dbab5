// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>A name in a Dockerfile that is none of its stages.</summary>
internal sealed record NameUse(string Name, SourcePlace Place);
