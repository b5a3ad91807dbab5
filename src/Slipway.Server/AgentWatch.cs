// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Slipway.Modules;

namespace Slipway.Server;

/// <summary>Starts the agent again when it has died: it takes up the modules, and their ports open again.</summary>
internal sealed class AgentWatch : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly ServerOptions _options;
    private readonly AgentClient _agent;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _watching;

    public AgentWatch(ServerOptions options, AgentClient agent)
    {
        (_options, _agent) = (options, agent);
        _watching = options.AgentCommand is { } command ? WatchAsync(command) : Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
    }

    private async Task WatchAsync(IReadOnlyList<string> command)
    {
        var log = _options.Loggers.CreateLogger<AgentWatch>();
        while (true)
        {
            try
            {
                await Task.Delay(Pause, _options.Time, _stopping.Token);
                if (await _agent.TryGetHealthAsync(_stopping.Token) is not null)
                    continue;
                Log.AgentDied(log);
                await AgentLauncher.EnsureAsync(_options.Home, command, _options.AgentKind, _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is IOException or TimeoutException)
            {
                // Tried again at the next turn.
                Log.AgentNotStarted(log, e.Message);
            }
        }
    }
}
