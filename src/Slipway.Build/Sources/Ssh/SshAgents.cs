// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;

namespace Slipway.Build;

/// <summary>The SSH agents of one build: those that run already by their socket, and those for keys in files, started when something needs them.</summary>
internal sealed class SshAgents(BuildServices services) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<SshKeyFiles, Lazy<Task<SshKeyAgent>>> _started = new();

    /// <summary>The socket of an agent.</summary>
    /// <param name="id">Its id, for messages.</param>
    /// <param name="source">Where its keys are.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StepException">There is none, or a key can't be read.</exception>
    public async Task<string> OpenAsync(string id, SshSource source, CancellationToken cancellationToken)
    {
        if (source is SshAgentSocket { Path: var path })
        {
            return Path.Exists(path) ? path : throw new StepException($"the socket '{path}' of the SSH agent '{id}' does not exist")
            {
                Kind = BuildFailureKind.Definition,
                Help = "start an agent: eval $(ssh-agent) && ssh-add",
            };
        }
        // Shared by all steps, whichever asks first.
        var agent = await _started.GetOrAdd((SshKeyFiles)source, keys => new(() => SshKeyAgent.StartAsync(services, id, keys, CancellationToken.None))).Value
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        return agent.Socket;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _started.Values.Where(static agent => agent is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
            await (await agent.Value.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }
}
