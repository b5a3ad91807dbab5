// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>A name in a Dockerfile that is none of its stages.</summary>
/// <param name="Name">The name, variables in place.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Platform">The platform that its image is wanted for; null where that can't be read, which the build says at its place.</param>
internal sealed record NameUse(string Name, SourcePlace Place, Platform? Platform);
