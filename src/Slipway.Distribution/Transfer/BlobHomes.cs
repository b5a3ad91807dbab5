// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Which repositories of which registries have a blob, as far as this process has seen. Safe for use by several tasks at once.</summary>
internal sealed class BlobHomes
{
    private readonly Lock _changing = new();
    private readonly Dictionary<(string Registry, Digest Blob), List<RepositoryName>> _homes = [];
    private readonly ConcurrentDictionary<(string Registry, Digest Blob), SemaphoreSlim> _turns = new();

    /// <summary>Waits until nobody else brings a blob to a registry; whoever comes next waits until what is returned is disposed.</summary>
    public async Task<IDisposable> TakeTurnAsync(string registry, Digest blob, CancellationToken cancellationToken)
    {
        var turns = _turns.GetOrAdd((registry, blob), static _ => new(1));
        await turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(turns);
    }

    /// <summary>Remembers that a repository has a blob.</summary>
    public void Add(string registry, RepositoryName repository, Digest blob)
    {
        lock (_changing)
        {
            if (!_homes.TryGetValue((registry, blob), out var repositories))
                _homes[(registry, blob)] = repositories = [];
            if (!repositories.Contains(repository))
                repositories.Add(repository);
        }
    }

    /// <summary>Whether a repository is known to have a blob.</summary>
    public bool Has(string registry, RepositoryName repository, Digest blob)
    {
        lock (_changing)
            return _homes.TryGetValue((registry, blob), out var repositories) && repositories.Contains(repository);
    }

    /// <summary>Other repositories of a registry than <paramref name="besides"/> that have a blob.</summary>
    public IReadOnlyList<RepositoryName> Of(string registry, Digest blob, RepositoryName besides)
    {
        lock (_changing)
            return _homes.TryGetValue((registry, blob), out var repositories) ? [.. repositories.Where(repository => repository != besides)] : [];
    }

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose() => turns.Release();
    }
}
