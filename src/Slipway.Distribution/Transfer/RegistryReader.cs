// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>
/// Reads one repository of a registry: from its mirrors, one after the other, and from the registry itself where none of them has what is asked for. What is
/// read by digest is checked against it, wherever it comes from. Safe for use by several tasks at once.
/// </summary>
/// <remarks>Every method throws <see cref="RegistryException"/> where the registry refuses, or can't be reached.</remarks>
public sealed class RegistryReader : IDisposable
{
    private readonly IReadOnlyList<ReadEndpoint> _endpoints;
    private readonly TransferOptions _options;

    internal RegistryReader(ImageReference reference, IReadOnlyList<ReadEndpoint> endpoints, TransferOptions options) =>
        (Reference, _endpoints, _options) = (reference, endpoints, options);

    /// <summary>What it was opened for.</summary>
    public ImageReference Reference { get; }

    /// <summary>Asks what a tag or digest names, that of the reference where null.</summary>
    /// <returns>The manifest's or index's descriptor; null where the registry has nothing of that name.</returns>
    public Task<Descriptor?> ResolveAsync(string? tagOrDigest, CancellationToken cancellationToken) =>
        FirstAsync((client, repository) => client.ResolveAsync(repository, tagOrDigest ?? KeyOf(Reference), cancellationToken), static found => found is not null, cancellationToken);

    /// <summary>Fetches a manifest or index, at most 4 MiB, by a tag or digest, that of the reference where null.</summary>
    /// <exception cref="ImageFormatException">What came is neither a manifest nor an index.</exception>
    /// <exception cref="CorruptBlobException">Other bytes came than the digest names.</exception>
    public Task<ManifestBlob> FetchManifestAsync(string? tagOrDigest, CancellationToken cancellationToken) =>
        FirstAsync((client, repository) => client.FetchManifestAsync(repository, tagOrDigest ?? KeyOf(Reference), cancellationToken), static _ => true, cancellationToken);

    /// <summary>Opens a blob; a broken connection is resumed, and the bytes are checked as they are read.</summary>
    /// <returns>The blob; the caller disposes it. It is read asynchronously.</returns>
    public Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken) =>
        FirstAsync((client, repository) => client.OpenBlobAsync(repository, blob, cancellationToken), static _ => true, cancellationToken);

    /// <summary>Opens a blob whose bytes the caller checks.</summary>
    internal Task<Stream> OpenUncheckedAsync(Descriptor blob, CancellationToken cancellationToken) =>
        FirstAsync((client, repository) => client.OpenUncheckedAsync(repository, blob, cancellationToken), static _ => true, cancellationToken);

    /// <summary>Fetches blobs into a store, several at once, but those that are there.</summary>
    /// <inheritdoc cref="FetchBlobAsync"/>
    public Task FetchBlobsAsync(IReadOnlyList<Descriptor> blobs, OciLayout store, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        // Told beforehand, so that what is left is known.
        foreach (var blob in blobs)
            progress?.Report(new(blob, TransferState.Waiting, 0));
        var limits = new ParallelOptions { MaxDegreeOfParallelism = _options.MaxConcurrentBlobs, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(blobs, limits, async (blob, token) => await FetchBlobAsync(blob, store, progress, token).ConfigureAwait(false));
    }

    /// <summary>Fetches a blob into a store, unless it is there.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="store">The store.</param>
    /// <param name="progress">Is told of it; nobody where null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CorruptBlobException">Other bytes came than the descriptor names; nothing is stored.</exception>
    public async Task FetchBlobAsync(Descriptor blob, OciLayout store, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        if (store.Contains(blob.Digest))
        {
            progress?.Report(new(blob, TransferState.Existed, blob.Size));
            return;
        }
        progress?.Report(new(blob, TransferState.Moving, 0));
        await FirstAsync(
            async (client, repository) =>
            {
                // The store checks what it takes.
                var content = await client.OpenUncheckedAsync(repository, blob, cancellationToken).ConfigureAwait(false);
                var counted = new CountingStream(content, count => progress?.Report(new(blob, TransferState.Moving, count)));
                await store.ImportBlobAsync(blob, counted, cancellationToken).ConfigureAwait(false);
                return blob;
            },
            static _ => true,
            cancellationToken).ConfigureAwait(false);
        progress?.Report(new(blob, TransferState.Done, blob.Size));
    }

    /// <summary>Lists what refers to an image, see <see cref="RegistryClient.ListReferrersAsync"/>.</summary>
    public Task<IReadOnlyList<Descriptor>> ListReferrersAsync(Digest subject, string? artifactType, CancellationToken cancellationToken) =>
        FirstAsync((client, repository) => client.ListReferrersAsync(repository, subject, artifactType, cancellationToken), static found => found.Count > 0, cancellationToken);

    /// <summary>Lists the tags of the repository, see <see cref="RegistryClient.ListTagsAsync"/>; those of the registry itself, whatever a mirror keeps.</summary>
    public async Task<IReadOnlyList<Tag>> ListTagsAsync(CancellationToken cancellationToken)
    {
        var (own, tags) = (_endpoints[^1], new List<Tag>());
        var client = await own.ConnectAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var tag in client.ListTagsAsync(own.Repository, cancellationToken).ConfigureAwait(false))
            tags.Add(tag);
        return tags;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var endpoint in _endpoints)
            endpoint.Dispose();
    }

    /// <summary>What a reference is asked by: a digest says more than a tag beside it.</summary>
    public static string KeyOf(ImageReference reference) => reference.Digest?.ToString() ?? reference.WithDefaultTag().Tag.ToString()!;

    // Whatever speaks against a mirror, the next may have it; what the registry itself says, last, is what holds.
    private async Task<T> FirstAsync<T>(Func<RegistryClient, RepositoryName, Task<T>> ask, Func<T, bool> isFound, CancellationToken cancellationToken)
    {
        foreach (var mirror in _endpoints.SkipLast(1).Where(static endpoint => !endpoint.IsOut))
        {
            try
            {
                if (await ask(await mirror.ConnectAsync(cancellationToken).ConfigureAwait(false), mirror.Repository).ConfigureAwait(false) is var found && isFound(found))
                    return found;
            }
            catch (Exception e) when (e is RemoteException or CorruptBlobException or ImageFormatException)
            {
                mirror.IsOut |= e is RemoteException { NeverConnected: true };
            }
        }
        var own = _endpoints[^1];
        return await ask(await own.ConnectAsync(cancellationToken).ConfigureAwait(false), own.Repository).ConfigureAwait(false);
    }
}
