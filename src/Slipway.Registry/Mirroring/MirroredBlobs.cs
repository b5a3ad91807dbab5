// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Brings blobs of other registries, each once however many ask for it at a time.</summary>
internal sealed class MirroredBlobs(MirrorServices services) : IDisposable
{
    private const int MaxRemembered = 100_000;
    private const int MaxFetches = 64;

    private readonly ConcurrentDictionary<(RepositoryName Repository, Digest Digest), Lazy<(BlobFetch Fetch, Task Running)>> _fetches = new();
    private readonly SingleFlight<(RepositoryName Repository, Digest Digest), long?> _looks = new(services.Lifetime);
    private readonly Remembered<(RepositoryName Repository, Digest Digest), long?> _sizes = new(services.Time, MaxRemembered);
    private readonly SemaphoreSlim _places = new(MaxFetches);

    /// <summary>How many are on their way.</summary>
    public int Count => _fetches.Count;

    /// <summary>What sends a blob that is not here while it comes; null where it is here by the time that this returns.</summary>
    /// <exception cref="OciException">It can't be had.</exception>
    public Task<IResult?> FetchAsync(MirroredRepository repository, Digest digest, CancellationToken cancellationToken) => JoinAsync<IResult?>(
        repository, digest,
        async fetch =>
        {
            // The upload is gone where it has become a blob meanwhile.
            if (await fetch.Begun.WaitAsync(cancellationToken) is { UploadId: { } id, Size: { } size } && await services.Storage.Uploads.OpenContentAsync(id, cancellationToken) is { } content)
                return new FetchedBlobResult(fetch, content, size);
            await fetch.WaitAsync(cancellationToken);
            return null;
        });

    /// <summary>Sees to it that a blob is here, whole.</summary>
    /// <exception cref="OciException">It can't be had.</exception>
    public Task BringAsync(MirroredRepository repository, Digest digest, CancellationToken cancellationToken) => JoinAsync(
        repository, digest,
        async fetch =>
        {
            await fetch.Begun.WaitAsync(cancellationToken);
            await fetch.WaitAsync(cancellationToken);
            return true;
        });

    /// <summary>The size of a blob that is not here.</summary>
    /// <exception cref="OciException">There is no such blob there, or nobody could be asked.</exception>
    public async Task<long> FindSizeAsync(MirroredRepository repository, Digest digest, CancellationToken cancellationToken)
    {
        var key = (repository.Local, digest);
        if (!_sizes.TryGet(key, repository.Options.MissingLifetime, out var size))
        {
            try
            {
                size = await _looks.RunAsync(
                    key,
                    async token =>
                    {
                        var found = await repository.Upstream.AskAsync(client => client.FindBlobSizeAsync(repository.Remote, digest, token));
                        _sizes.Set(key, found);
                        return found;
                    },
                    cancellationToken);
            }
            catch (UpstreamException e)
            {
                throw Refuse(repository, digest, e);
            }
        }
        services.Count(repository, "blob", size is null ? MirrorOutcome.Missing : MirrorOutcome.Revalidated);
        return size ?? throw OciException.BlobUnknown(repository.Local, digest);
    }

    /// <summary>Waits for what is under way.</summary>
    public Task LandAsync() => Task.WhenAll([_looks.LandAsync(), .. _fetches.Values.Select(static fetch => fetch.Value.Running)]);

    public void Dispose() => _places.Dispose();

    private async Task<T> JoinAsync<T>(MirroredRepository repository, Digest digest, Func<BlobFetch, Task<T>> use)
    {
        try
        {
            var result = await use(Start(repository, digest));
            services.Count(repository, "blob", MirrorOutcome.Fetched);
            return result;
        }
        catch (UpstreamException e)
        {
            throw Refuse(repository, digest, e);
        }
    }

    private BlobFetch Start(MirroredRepository repository, Digest digest)
    {
        var key = (repository.Local, digest);
        if (_sizes.TryGet(key, repository.Options.MissingLifetime, out var size) && size is null)
            throw new UpstreamException(repository.Options.Upstream, UpstreamProblem.Missing, $"'{repository}' had no blob {digest} lately.");
        return _fetches.GetOrAdd(key, new Lazy<(BlobFetch, Task)>(() =>
        {
            var fetch = new BlobFetch(services, repository, digest);
            return (fetch, Task.Run(() => RunAsync(key, fetch), CancellationToken.None));
        })).Value.Fetch;
    }

    private async Task RunAsync((RepositoryName, Digest) key, BlobFetch fetch)
    {
        await _places.WaitAsync(CancellationToken.None);
        try
        {
            await fetch.RunAsync(() => _fetches.TryRemove(key, out _), services.Lifetime);
        }
        finally
        {
            _places.Release();
        }
    }

    private OciException Refuse(MirroredRepository repository, Digest digest, UpstreamException problem)
    {
        var isMissing = problem.Problem == UpstreamProblem.Missing;
        if (isMissing)
            _sizes.Set((repository.Local, digest), null);
        services.Count(repository, "blob", isMissing ? MirrorOutcome.Missing : MirrorOutcome.Failed);
        return isMissing ? OciException.BlobUnknown(repository.Local, digest) : problem.ToRefusal();
    }
}
