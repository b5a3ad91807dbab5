// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Containers;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>
/// Asks a home's agent for containers by hand. Every method throws <see cref="ModuleException"/> for a refusal, and with the code <c>unreachable</c> where no agent answers, or it went away over the answer.
/// What was begun is finished by the agent, whatever becomes of who asked.
/// </summary>
public sealed class ContainersClient : IDisposable
{
    internal const string RefusedCode = "container_refused", StartCode = "container_exit_";
    internal const int CannotStart = 125;

    private readonly AgentChannel _channel;

    /// <summary>A client of the agent of a home; nothing is asked yet.</summary>
    /// <param name="home">The home.</param>
    /// <param name="ensure">Sees to it that an agent of this program's version answers (<see cref="AgentLauncher"/>), where none does when something is asked; null asks whichever there is.</param>
    public ContainersClient(SlipwayHome home, Func<CancellationToken, Task>? ensure = null) => _channel = AgentSocket.Open(home, ensure);

    /// <summary>The exit code of a command that could not start a container, as with Docker: 126 or 127 where the image lacks the program, else 125.</summary>
    public static int ExitCodeOf(ModuleException problem) =>
        problem.Code.StartsWith(StartCode, StringComparison.Ordinal) && int.TryParse(problem.Code.AsSpan(StartCode.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
        && code is 126 or 127 ? code : CannotStart;

    /// <summary>Whether a program was to be started by then; else it was refused before anything was done.</summary>
    public static bool WasBegun(ModuleException problem) => problem.Code.StartsWith(StartCode, StringComparison.Ordinal);

    /// <summary>Makes a container; it is not started. An empty name gets one made up.</summary>
    public Task<ContainerMade> CreateAsync(ContainerDefinition definition, CancellationToken cancellationToken) => _channel.AskAsync(
        HttpMethod.Post, "containers", AgentOrderJson.Write(definition, AgentOrderJson.Default.ContainerDefinition), AgentJson.Default.ContainerMade, cancellationToken);

    /// <summary>Starts a container; nothing happens if it runs.</summary>
    public Task StartAsync(string id, CancellationToken cancellationToken) => TellAsync(id, "start", cancellationToken);

    /// <summary>Asks a container to end, and ends it when the time is over.</summary>
    /// <param name="id">Which.</param>
    /// <param name="within">How long it has; null is what was asked for when it was made.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>False if it did not run.</returns>
    public async Task<bool> StopAsync(string id, TimeSpan? within, CancellationToken cancellationToken) =>
        (await _channel.AskAsync(HttpMethod.Post, $"containers/{id}/stop{Within(within)}", null, AgentJson.Default.ContainerStop, cancellationToken)).DidRun;

    /// <summary>Stops a container and starts it.</summary>
    /// <inheritdoc cref="StopAsync"/>
    public Task RestartAsync(string id, TimeSpan? within, CancellationToken cancellationToken) => TellAsync(id, $"restart{Within(within)}", cancellationToken);

    /// <summary>Sends a signal to a container's program.</summary>
    public Task KillAsync(string id, Signal signal, CancellationToken cancellationToken) => TellAsync(id, $"kill?signal={signal.Number}", cancellationToken);

    /// <summary>Attaches to streams: a container's, which it may start first, or those of one more program in it.</summary>
    /// <returns>The streams, once that is done.</returns>
    public async Task<StreamsClient> AttachAsync(StreamOrder order, CancellationToken cancellationToken) =>
        await StreamsClient.GoOnAsync(
            await _channel.UpgradeAsync(StreamEndpoint.Path, StreamEndpoint.Protocol, FrameStream.Write(StreamFrameKind.Order, OrderContent.Write(order)), cancellationToken), cancellationToken);

    /// <summary>Gives a container another name.</summary>
    public Task RenameAsync(string id, string name, CancellationToken cancellationToken) => TellAsync(id, $"rename?name={Uri.EscapeDataString(name)}", cancellationToken);

    /// <summary>Gives a container other limits or another restart policy, at once where it runs.</summary>
    public Task<ContainerDefinition> UpdateAsync(string id, ContainerUpdate update, CancellationToken cancellationToken) => _channel.AskAsync(
        HttpMethod.Post, $"containers/{id}/update", AgentOrderJson.Write(update, AgentOrderJson.Default.ContainerUpdate), AgentJson.Default.ContainerDefinition, cancellationToken);

    /// <summary>Takes a container away, with what it wrote.</summary>
    public Task RemoveAsync(string id, ContainerRemovals removals, CancellationToken cancellationToken) => TellAsync(id, $"remove?what={(int)removals}", cancellationToken);

    /// <summary>Waits until a container does not run.</summary>
    /// <returns>How it last ended; null if it never ran.</returns>
    public async Task<ContainerExit?> WaitAsync(string id, CancellationToken cancellationToken) =>
        (await _channel.AskAsync(HttpMethod.Get, $"containers/{id}/end", null, AgentJson.Default.ContainerEnd, cancellationToken)).Exit;

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private Task TellAsync(string id, string what, CancellationToken cancellationToken) => _channel.TellAsync(HttpMethod.Post, $"containers/{id}/{what}", cancellationToken);

    private static string Within(TimeSpan? within) => within is { } time ? string.Create(CultureInfo.InvariantCulture, $"?within={time.TotalSeconds:0.###}") : "";
}
