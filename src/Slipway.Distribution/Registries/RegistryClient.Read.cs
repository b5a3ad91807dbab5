// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Oci;

namespace Slipway.Distribution;

/// <content>Blobs, as they are read.</content>
public sealed partial class RegistryClient
{
    /// <summary>Opens a blob; a broken connection is resumed, and the bytes are checked against <paramref name="descriptor"/> as they are read.</summary>
    /// <returns>The blob; the caller disposes it. It is read asynchronously.</returns>
    public async Task<Stream> OpenBlobAsync(RepositoryName repository, Descriptor descriptor, CancellationToken cancellationToken) =>
        new VerifyingStream(await OpenUncheckedAsync(repository, descriptor, cancellationToken).ConfigureAwait(false), descriptor);

    /// <summary>Opens a blob whose bytes the caller checks; a broken connection is resumed.</summary>
    internal async Task<Stream> OpenUncheckedAsync(RepositoryName repository, Descriptor descriptor, CancellationToken cancellationToken) =>
        (await OpenBlobAsync(repository, descriptor.Digest, cancellationToken).ConfigureAwait(false)).Content;

    /// <summary>Opens a blob of which nothing but the digest is known; a broken connection is resumed, and the bytes are not checked: the caller does that.</summary>
    /// <returns>The blob; the caller disposes its content, which is read asynchronously.</returns>
    public async Task<RemoteBlob> OpenBlobAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken)
    {
        var request = BlobRequest(HttpMethod.Get, repository, digest, "fetch");
        var response = await _channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var size = response.Content.Headers.ContentLength;
        var body = await _channel.Http.OpenBodyAsync(response, cancellationToken).ConfigureAwait(false);
        return new(new ResumingStream(_channel, request, body), size);
    }

    /// <summary>Asks how many bytes a blob has.</summary>
    /// <returns>Its size; null where the repository doesn't have it.</returns>
    public async Task<long?> FindBlobSizeAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken)
    {
        var request = BlobRequest(HttpMethod.Head, repository, digest, "look for") with { Expected = [HttpStatusCode.NotFound] };
        using var response = await _channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        return response.Content.Headers.ContentLength ?? throw new RegistryException($"{request.Action}: the answer doesn't say how many bytes it has.");
    }

    /// <summary>Whether a repository has a blob.</summary>
    public async Task<bool> HasBlobAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken)
    {
        var request = BlobRequest(HttpMethod.Head, repository, digest, "look for") with { Expected = [HttpStatusCode.NotFound] };
        using var response = await _channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode;
    }
}
