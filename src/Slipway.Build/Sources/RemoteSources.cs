// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Globalization;

namespace Slipway.Build;

/// <summary>
/// What one build takes from other hosts: each file and each ref is asked for once, so that everything of the build sees the same. Its SSH agents
/// live as long as it does.
/// </summary>
internal sealed class RemoteSources : IAsyncDisposable
{
    private readonly ConcurrentDictionary<RemoteOperation, Vertex> _vertices = new();
    private readonly ConcurrentDictionary<GitOperation, Lazy<Task<GitState>>> _states = new();
    private readonly BuildServices _services;
    private readonly GitConnections _connections;
    private readonly GitCheckout _checkout;

    public RemoteSources(BuildServices services, StepReporter? reporter)
    {
        _services = services;
        Agents = new(services);
        Files = new(services, (file, done, total) => Report(reporter, file, done, total));
        _connections = new(services, Agents);
        _checkout = new(services, _connections, services.Time);
    }

    public RemoteFiles Files { get; }

    public SshAgents Agents { get; }

    /// <summary>Writes what a remote source turned out to hold into its content key.</summary>
    /// <exception cref="StepException">Nobody can tell.</exception>
    public Task AddContentAsync(KeyWriter key, Vertex vertex, CancellationToken cancellationToken)
    {
        _vertices[(RemoteOperation)vertex.Operation] = vertex;
        return AddContentAsync(key, (RemoteOperation)vertex.Operation, cancellationToken);
    }

    /// <summary>The same of what is no step.</summary>
    public async Task AddContentAsync(KeyWriter key, RemoteOperation operation, CancellationToken cancellationToken)
    {
        switch (operation)
        {
            case DownloadOperation { Checksum: null } file:
                var fetched = await Files.GetAsync(file, cancellationToken).ConfigureAwait(false);
                key.Add("content", fetched.Digest);
                key.Add("last modified", fetched.LastModified?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
                break;
            case GitOperation git:
                var state = await ResolveAsync(git, cancellationToken).ConfigureAwait(false);
                key.Add("commit", state.Commit ?? state.Object);
                if (git.KeepsGitFolder)
                    key.Add("name of the commit", [state.Ref ?? "", state.Object]);
                break;
        }
    }

    /// <summary>What the ref of a git source stands for.</summary>
    public Task<GitState> ResolveAsync(GitOperation git, CancellationToken cancellationToken) =>
        _states.GetOrAdd(git, _ => new(() => ResolveCoreAsync(git, cancellationToken))).Value;

    /// <summary>Replaces an empty folder by the files of a git source.</summary>
    public async Task CheckOutAsync(GitOperation git, string folder, CancellationToken cancellationToken)
    {
        var state = await ResolveAsync(git, cancellationToken).ConfigureAwait(false);
        try
        {
            await _checkout.RunAsync(git, state, folder, cancellationToken).ConfigureAwait(false);
        }
        catch (Native.ExecutionException problem)
        {
            throw Failed(git, problem);
        }
    }

    public ValueTask DisposeAsync() => Agents.DisposeAsync();

    private async Task<GitState> ResolveCoreAsync(GitOperation git, CancellationToken cancellationToken)
    {
        if (GitRefs.Pinned(git.Source) is { } pinned)
            return pinned;
        try
        {
            var connection = await _connections.OpenAsync(git.Source.Remote, git.Source.Remote, git.Access, cancellationToken).ConfigureAwait(false);
            return await GitRefs.ResolveAsync(git.Source, connection, _services.KnownHosts, cancellationToken).ConfigureAwait(false);
        }
        catch (Native.ExecutionException problem)
        {
            throw Failed(git, problem);
        }
    }

    private static StepException Failed(GitOperation git, Native.ExecutionException problem) => new($"cannot get '{git.Source}': {problem.Message.TrimEnd('.')}", problem)
    {
        Kind = BuildFailureKind.Outside,
        Help = problem.Package is { } package ? $"apt-get install {package}" : null,
    };

    private void Report(StepReporter? reporter, DownloadOperation file, long done, long? total)
    {
        if (_vertices.TryGetValue(file, out var vertex))
            reporter?.Progress(vertex, file.Shown, done, total);
    }
}
