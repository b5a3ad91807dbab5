// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>A blob that a repository held and no manifest of it needs; other repositories may hold it still.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Digest">The blob.</param>
public sealed record CollectedLink(RepositoryName Repository, Digest Digest);
