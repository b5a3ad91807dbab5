// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>A manifest to import.</summary>
/// <param name="Repository">Where to.</param>
/// <param name="Digest">The manifest.</param>
/// <param name="MediaType">Its type; null where its bytes alone say.</param>
/// <param name="Tags">The tags it gets.</param>
internal sealed record ImportedManifest(RepositoryName Repository, Digest Digest, string? MediaType, IReadOnlyList<Tag> Tags);
