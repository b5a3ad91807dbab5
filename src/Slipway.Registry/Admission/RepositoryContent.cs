// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Reads what one repository holds.</summary>
public sealed class RepositoryContent
{
    private const int MaxReferrers = 1000;
    private readonly RepositoryName _repository;
    private readonly BlobStore _blobs;
    private readonly ManifestRecords _manifests;

    internal RepositoryContent(RepositoryName repository, BlobStore blobs, ManifestRecords manifests) =>
        (_repository, _blobs, _manifests) = (repository, blobs, manifests);

    /// <summary>Opens a blob; its bytes are checked as they are read. Null where the repository doesn't hold it. Disposing the stream is the caller's.</summary>
    public async Task<Stream?> OpenBlobAsync(Digest digest, CancellationToken cancellationToken) =>
        await _blobs.OpenAsync(_repository, digest, cancellationToken) is { } blob
            ? new VerifyingStream(new StoredBlobStream(blob), new() { MediaType = "application/octet-stream", Digest = digest, Size = blob.Size })
            : null;

    /// <summary>The bytes of a manifest; null where the repository doesn't hold it.</summary>
    public ReadOnlyMemory<byte>? ReadManifest(Digest digest) => _manifests.Find(_repository, digest, ManifestContent.Whole)?.Content;

    /// <summary>The manifests that speak of a subject, at most 1000.</summary>
    public IReadOnlyList<Descriptor> ListReferrers(Digest subject) =>
        [.. _manifests.ListReferrers(_repository, subject, artifactType: null, after: null, MaxReferrers, ListEndpoints.MaxReferrersSize).Select(ReferrerDescriptor.Of)];
}
