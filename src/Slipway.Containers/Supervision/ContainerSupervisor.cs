// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Globalization;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>
/// Keeps the containers by hand of a home: makes, starts, stops and removes them, and starts them again when they end. There is one in each home, in the agent.
/// Disposing it leaves the containers running, without their ports and links; the next one takes them up.
/// </summary>
public sealed class ContainerSupervisor : IAsyncDisposable
{
    private readonly SupervisorServices _services;
    private readonly ConcurrentDictionary<string, SupervisedContainer> _containers = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _naming = new(1);

    private ContainerSupervisor(SupervisorServices services) => _services = services;

    /// <summary>Starts supervising: by the time this returns, what a crash left is put right and what runs is taken up. What is to run is started, those first that others have links to.</summary>
    public static async Task<ContainerSupervisor> StartAsync(SupervisorOptions options, ContainerRunner runner, CancellationToken cancellationToken)
    {
        var supervisor = new ContainerSupervisor(new(options, runner));
        try
        {
            await supervisor.RecoverAsync(cancellationToken).ConfigureAwait(false);
            return supervisor;
        }
        catch
        {
            await supervisor.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes a container; it is not started.</summary>
    /// <param name="definition">What it is to be, with an id that is new. An empty name gets one made up.</param>
    /// <param name="cancellationToken">Stops it; nothing is left of it then.</param>
    /// <returns>The definition as it is written down.</returns>
    /// <exception cref="ContainerException">The name is taken, a container it has a link to is not there, or the image isn't.</exception>
    public async Task<ContainerDefinition> CreateAsync(ContainerDefinition definition, CancellationToken cancellationToken)
    {
        foreach (var link in definition.Links.Where(link => !_containers.ContainsKey(link.Target)))
            throw new ContainerException(ContainerRefusal.NotFound, $"There is no container '{link.Target}' to link to.");
        // No volume goes away until the container is written down.
        using var held = await _services.Volumes.HoldAsync(FileLockMode.Shared, cancellationToken).ConfigureAwait(false);
        var container = await WriteDownAsync(definition, cancellationToken).ConfigureAwait(false);
        try
        {
            // After it is written down, so that no volume is left over that nobody knows of.
            await _services.EnsureVolumesAsync(container.Definition, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            held.Dispose();
            await RemoveAsync(container, ContainerRemovals.Running | ContainerRemovals.NamelessVolumes).ConfigureAwait(false);
            throw;
        }
        container.Report("create");
        return container.Definition;
    }

    /// <summary>Starts a container; nothing happens if it runs.</summary>
    /// <exception cref="IOException">It could not be started.</exception>
    public Task StartAsync(string id, CancellationToken cancellationToken) => Find(id).StartAsync(cancellationToken);

    /// <summary>Asks a container to end, and ends it when the time is over.</summary>
    /// <param name="id">Which.</param>
    /// <param name="within">How long it has; null is what was asked for when it was made.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>False if it did not run.</returns>
    public Task<bool> StopAsync(string id, TimeSpan? within, CancellationToken cancellationToken) => Find(id).StopAsync(within, cancellationToken);

    /// <summary>Stops a container and starts it.</summary>
    /// <exception cref="IOException">It could not be started.</exception>
    public async Task RestartAsync(string id, TimeSpan? within, CancellationToken cancellationToken)
    {
        var container = Find(id);
        await container.StopAsync(within, cancellationToken).ConfigureAwait(false);
        await container.StartAsync(cancellationToken).ConfigureAwait(false);
        container.Report("restart");
    }

    /// <summary>Sends a signal to a container's program.</summary>
    /// <exception cref="ContainerException">It does not run.</exception>
    public Task KillAsync(string id, Signal signal, CancellationToken cancellationToken) => Find(id).KillAsync(signal, cancellationToken);

    /// <summary>Waits until a container does not run.</summary>
    /// <returns>How it last ended; null if it never ran.</returns>
    public Task<ContainerExit?> WaitAsync(string id, CancellationToken cancellationToken) => Find(id).WaitAsync(cancellationToken);

    /// <summary>Attaches to a container's streams, and starts it first where <see cref="AttachOptions.Moment"/> says so.</summary>
    /// <exception cref="ContainerException">It does not run.</exception>
    /// <exception cref="IOException">It could not be started.</exception>
    public Task<Attachment> AttachAsync(string id, AttachOptions options, CancellationToken cancellationToken) => Find(id).AttachAsync(options, cancellationToken);

    /// <summary>Starts one more program in a container and attaches to its streams. It goes on whatever becomes of who is attached, until the container ends.</summary>
    /// <exception cref="ContainerException">The container does not run.</exception>
    /// <exception cref="ExecutionException">It could not be started; the exit code is 127 or 126 if the image lacks the program.</exception>
    public Task<Attachment> ExecAsync(string id, ExecSpec exec, AttachOptions options, CancellationToken cancellationToken) =>
        (Find(id).Run ?? throw new ContainerException(ContainerRefusal.Conflict, $"The container '{Find(id).Definition.Name}' does not run. Start it: slipway start {Find(id).Definition.Name}"))
            .ExecAsync(exec, options, cancellationToken);

    /// <summary>Gives a container another name.</summary>
    /// <exception cref="ContainerException">It is taken.</exception>
    public async Task RenameAsync(string id, string name, CancellationToken cancellationToken)
    {
        var container = Find(id);
        await _naming.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            RequireFree(name);
            await container.ChangeAsync(container.Definition with { Name = name }, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _naming.Release();
        }
        container.Report("rename", name);
    }

    /// <summary>Takes a container away, with what it wrote.</summary>
    /// <param name="id">Which.</param>
    /// <param name="removal">What of it.</param>
    /// <param name="cancellationToken">Stops it before it has begun.</param>
    /// <exception cref="ContainerException">It runs, or another has a link to it.</exception>
    public async Task RemoveAsync(string id, ContainerRemovals removal, CancellationToken cancellationToken)
    {
        var container = Find(id);
        if (_containers.Values.FirstOrDefault(other => other.Definition.Links.Any(link => link.Target == id)) is { } user)
            throw new ContainerException(ContainerRefusal.Conflict, $"The container '{user.Definition.Name}' has a link to '{container.Definition.Name}'. Remove that first.");
        await RemoveAsync(container, removal).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var container in _containers.Values)
            await container.DisposeAsync().ConfigureAwait(false);
        _naming.Dispose();
    }

    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        _services.Catalog.Sweep();
        _services.Volumes.Sweep();
        foreach (var definition in _services.Catalog.List())
            Add(definition);
        // What runs without a definition is what a crash left of a removal.
        foreach (var orphan in _services.Runner.List().Where(found => IsOurs(found.Id) && !_containers.ContainsKey(found.Id)))
            await orphan.DeleteAsync(cancellationToken).ConfigureAwait(false);
        foreach (var container in InOrderOfLinks())
        {
            if (container.Fate.Wish == ContainerWish.Removed)
                await RemoveAsync(container, ContainerRemovals.Running | (container.Fate.TakesVolumes ? ContainerRemovals.NamelessVolumes : 0)).ConfigureAwait(false);
            else
                await container.ResumeAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<SupervisedContainer> WriteDownAsync(ContainerDefinition definition, CancellationToken cancellationToken)
    {
        await _naming.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var named = definition with { Name = definition.Name.Length == 0 ? ContainerName.MakeUp(IsTaken) : definition.Name };
            RequireFree(named.Name);
            _services.Catalog.Add(named);
            return Add(named);
        }
        finally
        {
            _naming.Release();
        }
    }

    private SupervisedContainer Add(ContainerDefinition definition) => _containers.GetOrAdd(
        definition.Id, _ => new(_services, definition, ConnectAsync, container => RemoveAsync(container, ContainerRemovals.Running | ContainerRemovals.NamelessVolumes)));

    private async Task RemoveAsync(SupervisedContainer container, ContainerRemovals removal)
    {
        await container.RemoveAsync(removal, CancellationToken.None).ConfigureAwait(false);
        if (_containers.TryRemove(container.Definition.Id, out _))
            await container.DisposeAsync().ConfigureAwait(false);
    }

    // What has links gets them; and who has links to it is led to its new network.
    private async Task ConnectAsync(SupervisedContainer container, ContainerRun run, CancellationToken cancellationToken)
    {
        foreach (var (index, link) in container.Definition.Links.Index())
        {
            if (_containers.TryGetValue(link.Target, out var target) && target.Run is { Network: { } network })
                await run.LinkAsync(link.Target, ContainerSpecs.AddressOf(index), network, PortsOf(target.Definition), cancellationToken).ConfigureAwait(false);
        }
        if (run.Network is not { } own)
            return;
        foreach (var other in _containers.Values)
        {
            foreach (var (index, link) in other.Definition.Links.Index())
            {
                if (link.Target == container.Definition.Id && other.Run is { } user)
                    await user.LinkAsync(link.Target, ContainerSpecs.AddressOf(index), own, PortsOf(container.Definition), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static IEnumerable<int> PortsOf(ContainerDefinition definition) =>
        definition.ExposedPorts.Select(static text => text.Split('/')).Where(static parts => parts.Length == 1 || parts[1] == "tcp").Select(static parts => parts[0])
            .Select(static text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0)
            .Concat(definition.Ports.Where(static port => port.Protocol == PortProtocol.Tcp).Select(static port => port.ContainerPort))
            .Where(static port => port > 0).Distinct();

    private IEnumerable<SupervisedContainer> InOrderOfLinks()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. _containers.Values.OrderBy(static container => container.Definition.CreatedAt).SelectMany(Visit)];

        IEnumerable<SupervisedContainer> Visit(SupervisedContainer container)
        {
            if (!seen.Add(container.Definition.Id))
                return [];
            var targets = container.Definition.Links.Select(link => _containers.GetValueOrDefault(link.Target)).OfType<SupervisedContainer>();
            return [.. targets.SelectMany(Visit), container];
        }
    }

    private SupervisedContainer Find(string id) => _containers.GetValueOrDefault(id) ?? throw new ContainerException(ContainerRefusal.NotFound, $"There is no container '{id}'.");

    private bool IsTaken(string name) => _containers.Values.Any(container => container.Definition.Name == name);

    private void RequireFree(string name)
    {
        ContainerName.Require(name);
        if (_containers.Values.FirstOrDefault(container => container.Definition.Name == name) is { } other)
            throw new ContainerException(ContainerRefusal.Conflict, $"The name '{name}' is that of the container {other.Definition.Id[..12]}. Remove it, rename it, or take another name.");
    }

    private static bool IsOurs(string id) => id.Length == 64 && id.All(char.IsAsciiHexDigitLower);
}
