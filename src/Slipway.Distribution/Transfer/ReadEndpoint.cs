// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>A registry or a mirror of it, connected to when it is first asked.</summary>
internal sealed class ReadEndpoint(RepositoryName repository, Func<CancellationToken, Task<RegistryClient>> connect) : IDisposable
{
    private readonly SemaphoreSlim _connecting = new(1);
    private RegistryClient? _client;

    /// <summary>What the repository is called there.</summary>
    public RepositoryName Repository => repository;

    /// <summary>Whether it could not be connected to, and is not asked again.</summary>
    public bool IsOut { get; set; }

    public async Task<RegistryClient> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_client is { } known)
            return known;
        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _client ??= await connect(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _connecting.Release();
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _connecting.Dispose();
    }
}
