// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>Asks a home's agent through its socket. Every method throws <see cref="ModuleException"/> for a refusal, and with the code <c>unreachable</c> where no agent answers.</summary>
public sealed class AgentClient : IDisposable
{
    private readonly AgentChannel _channel;

    /// <summary>A client of the agent of a home; nothing is asked yet.</summary>
    public AgentClient(SlipwayHome home) => _channel = AgentSocket.Open(home);

    /// <summary>How the agent is.</summary>
    public Task<AgentHealth> GetHealthAsync(CancellationToken cancellationToken) =>
        _channel.AskAsync(HttpMethod.Get, "health", null, ModuleApiJson.Default.AgentHealth, cancellationToken);

    /// <summary>How the agent is; null where none answers.</summary>
    public async Task<AgentHealth?> TryGetHealthAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await GetHealthAsync(cancellationToken);
        }
        catch (ModuleException e) when (e.Code == "unreachable")
        {
            return null;
        }
    }

    /// <summary>Every module, by name.</summary>
    public Task<IReadOnlyList<ModuleState>> ListAsync(CancellationToken cancellationToken) =>
        _channel.AskAsync(HttpMethod.Get, "modules", null, ModuleApiJson.Default.ModuleStates, cancellationToken);

    /// <summary>How a module is.</summary>
    public Task<ModuleStatusReport> GetStatusAsync(string name, CancellationToken cancellationToken) =>
        _channel.AskAsync(HttpMethod.Get, $"modules/{Uri.EscapeDataString(name)}", null, ModuleApiJson.Default.ModuleStatusReport, cancellationToken);

    /// <summary>The last lines of a module's log.</summary>
    public Task<ModuleLog> ReadLogAsync(string name, int tail, CancellationToken cancellationToken) =>
        _channel.AskAsync(HttpMethod.Get, $"modules/{Uri.EscapeDataString(name)}/log?tail={tail}", null, ModuleApiJson.Default.ModuleLog, cancellationToken);

    /// <summary>Installs a module; returns when it is healthy. Cancelling stops the waiting alone.</summary>
    public Task<ModuleInstalled> InstallAsync(ModuleRequest request, ModuleActor actor, CancellationToken cancellationToken) =>
        _channel.AskAsync(HttpMethod.Post, "modules/install", Order(request, actor), ModuleApiJson.Default.ModuleInstalled, cancellationToken);

    /// <summary>Installs a module in the place of one of that name, if there is one and it differs; the old one serves until the new one is healthy.</summary>
    public Task<ModuleInstalled> ReplaceAsync(ModuleRequest request, ModuleActor actor, CancellationToken cancellationToken) =>
        _channel.AskAsync(HttpMethod.Post, "modules/replace", Order(request, actor), ModuleApiJson.Default.ModuleInstalled, cancellationToken);

    /// <summary>Takes a module away.</summary>
    public Task<ModuleRemoved> UninstallAsync(string name, ModuleActor actor, CancellationToken cancellationToken) =>
        _channel.AskAsync(HttpMethod.Post, $"modules/{Uri.EscapeDataString(name)}/uninstall", Order(null, actor), ModuleApiJson.Default.ModuleRemoved, cancellationToken);

    /// <summary>Asks the agent to stop; its modules go on.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _channel.TellAsync(HttpMethod.Post, "stop", cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private static byte[] Order(ModuleRequest? request, ModuleActor actor) =>
        JsonSerializer.SerializeToUtf8Bytes(new ModuleOrder(request, actor), ModuleApiJson.Default.ModuleOrder);
}
