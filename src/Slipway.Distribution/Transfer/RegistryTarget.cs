// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>A repository of a registry, and the tags that an image gets there; by its digest alone where there are none. Owns the client.</summary>
internal sealed class RegistryTarget(RegistryClient client, RepositoryName repository, IReadOnlyList<Tag> tags, BlobHomes homes) : IImageTarget
{
    // A hint that is wrong costs a request, so only a few are tried.
    private const int MaxMounts = 2;

    // After so many blobs that were not there it pays to ask whether the repository has any image; one that is large is asked for all the same, for
    // an interrupted push may have brought it.
    private const int EnoughMisses = 8;
    private const long SmallBlob = 1024 * 1024;
    private readonly Lock _asking = new();
    private Task<bool>? _isNew;
    private int _misses;

    private readonly List<string> _set = [];

    public string Name => client.Registry;

    public IReadOnlyList<string> Names => [.. tags.Select(NameOf)];

    public IReadOnlyList<string> SetNames => _set;

    public async Task<TransferState> TakeBlobAsync(Descriptor blob, IImageSource source, Action<long> moved, CancellationToken cancellationToken)
    {
        // Another image of the same registry may have it under way, and then it is there or can be mounted.
        using var turn = await homes.TakeTurnAsync(client.Registry, blob.Digest, cancellationToken).ConfigureAwait(false);
        // What this process brought there for another name need not be asked for again.
        if (homes.Has(client.Registry, repository, blob.Digest))
            return TransferState.Existed;
        var state = TransferState.Existed;
        if (await IsAbsentAsync(blob, cancellationToken).ConfigureAwait(false))
        {
            var mounts = homes.Of(client.Registry, blob.Digest, repository).Concat(source.MountsOf(blob.Digest, client.Registry, repository)).Distinct();
            var sent = new BlobSource(blob, token => source.OpenBlobAsync(blob, token)) { MountFrom = [.. mounts.Take(MaxMounts)], Sent = moved };
            var pushed = await client.UploadBlobAsync(repository, sent, cancellationToken).ConfigureAwait(false);
            state = pushed == PushedBlob.Mounted ? TransferState.Mounted : TransferState.Done;
        }
        homes.Add(client.Registry, repository, blob.Digest);
        return state;
    }

    private async Task<bool> IsAbsentAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        if (blob.Size <= SmallBlob && Volatile.Read(ref _misses) >= EnoughMisses && await IsNewAsync(cancellationToken).ConfigureAwait(false))
            return true;
        if (await client.HasBlobAsync(repository, blob.Digest, cancellationToken).ConfigureAwait(false))
        {
            Volatile.Write(ref _misses, int.MinValue);
            return false;
        }
        Interlocked.Increment(ref _misses);
        return true;
    }

    // Asked once, for all blobs.
    private Task<bool> IsNewAsync(CancellationToken cancellationToken)
    {
        lock (_asking)
            return _isNew ??= HasNoTagsAsync(cancellationToken);
    }

    private async Task<bool> HasNoTagsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in client.ListTagsAsync(repository, cancellationToken).ConfigureAwait(false))
                return false;
            return true;
        }
        catch (RegistryException e)
        {
            return e.IsNotFound; // whoever may push need not be let list; then every blob is asked for by itself
        }
    }

    public async Task TakeManifestAsync(ManifestBlob manifest, CancellationToken cancellationToken)
    {
        // One that refers to another is put again, for it may be there and the list that it belongs in may not know it.
        if (manifest.Subject is not null || await client.ResolveAsync(repository, manifest.Digest.ToString(), cancellationToken).ConfigureAwait(false) is null)
            await client.PushManifestAsync(repository, manifest, null, cancellationToken).ConfigureAwait(false);
    }

    public Task TakeReferrerAsync(ManifestBlob referrer, CancellationToken cancellationToken) => TakeManifestAsync(referrer, cancellationToken);

    public async Task NameAsync(ManifestBlob root, CancellationToken cancellationToken)
    {
        if (tags.Count == 0)
            await TakeManifestAsync(root, cancellationToken).ConfigureAwait(false);
        RegistryException? refused = null;
        foreach (var tag in tags)
        {
            try
            {
                await client.PushManifestAsync(repository, root, tag, cancellationToken).ConfigureAwait(false);
                _set.Add(NameOf(tag));
            }
            catch (RegistryException e)
            {
                refused = refused is null ? e : refused.With(e.Message);
            }
        }
        if (refused is not null)
            throw refused;
    }

    private string NameOf(Tag tag) => $"{client.Registry}/{repository}:{tag}";

    public void Dispose() => client.Dispose();
}
