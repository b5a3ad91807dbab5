// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>A blob whose file is in its place, to be recorded.</summary>
/// <param name="Repository">The repository it was pushed to.</param>
/// <param name="Digest">Its sha256, checked against its bytes.</param>
/// <param name="Alias">Its sha512, checked likewise; null where it isn't known.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Generation">Which file holds it.</param>
/// <param name="UploadId">The upload that brought it.</param>
/// <param name="Now">The time, in milliseconds since 1970.</param>
internal sealed record BlobCommit(RepositoryName Repository, Digest Digest, Digest? Alias, long Size, string Generation, string UploadId, long Now);
