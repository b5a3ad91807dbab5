// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>What the rules say of a tag.</summary>
/// <param name="Repository">Where it is.</param>
/// <param name="Tag">The tag.</param>
/// <param name="Digest">What it names.</param>
/// <param name="Pushed">When it was last set.</param>
/// <param name="IsKept">Whether it stays.</param>
/// <param name="Reason">Why, a clause.</param>
public sealed record TagVerdict(RepositoryName Repository, Tag Tag, Digest Digest, DateTimeOffset Pushed, bool IsKept, string Reason);
