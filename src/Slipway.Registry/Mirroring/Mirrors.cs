// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>The mirrors of a registry.</summary>
internal sealed class Mirrors : IAsyncDisposable
{
    private const string DockerHub = "docker.io";

    private readonly CancellationTokenSource _lifetime = new();
    private readonly MirrorTable _table;
    private readonly Dictionary<string, Upstream> _upstreams;

    public Mirrors(RegistryOptions options, RegistryStorage storage, RegistryMetrics metrics, IRegistryAudit audit, TimeProvider time, ILoggerFactory loggers)
    {
        _table = storage.MirrorTable;
        _upstreams = options.Mirrors.ToDictionary(static mirror => mirror.Upstream, mirror => new Upstream(mirror, metrics, time, loggers.CreateLogger<Upstream>()), StringComparer.Ordinal);
        Services = new()
        {
            Options = options,
            Storage = storage,
            Rules = new(options),
            Metrics = metrics,
            Audit = audit,
            Time = time,
            Log = loggers.CreateLogger<Mirrors>(),
            Lifetime = _lifetime.Token,
        };
        (Manifests, Blobs, Lists) = (new(Services), new(Services), new(Services));
    }

    public MirrorServices Services { get; }

    public MirroredManifests Manifests { get; }

    public MirroredBlobs Blobs { get; }

    public MirroredLists Lists { get; }

    /// <summary>Which repository a request is about, whose <c>?ns=</c> chooses the mirror.</summary>
    /// <param name="name">As the path names it.</param>
    /// <param name="upstream">What <c>?ns=</c> says.</param>
    /// <exception cref="OciException">NAME_UNKNOWN: there is no mirror of that, and so nobody is asked.</exception>
    public RepositoryName Resolve(RepositoryName name, string upstream) => _table.TryResolve(upstream, name, out var local)
        ? local.Value
        : throw OciException.Of(OciErrorCode.NameUnknown, "the registry that 'ns' names is not mirrored here");

    /// <summary>The mirrored repository of a name; null where it is our own.</summary>
    public MirroredRepository? Find(RepositoryName repository)
    {
        if (_table.Find(repository) is not { } mirror)
            return null;
        var name = repository.ToString();
        var remote = mirror.Prefix.Length == 0 ? name : name[(mirror.Prefix.Length + 1)..];
        // As everyone names Docker's own images.
        if (mirror.Upstream == DockerHub && !remote.Contains('/', StringComparison.Ordinal))
            remote = $"library/{remote}";
        return new(_upstreams[mirror.Upstream], repository, RepositoryName.Parse(remote));
    }

    /// <summary>Ends what is on its way, and leaves nothing of it behind.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync();
        await Task.WhenAll(Manifests.LandAsync(), Blobs.LandAsync(), Lists.LandAsync());
        foreach (var upstream in _upstreams.Values)
            upstream.Dispose();
        Blobs.Dispose();
        _lifetime.Dispose();
    }
}
