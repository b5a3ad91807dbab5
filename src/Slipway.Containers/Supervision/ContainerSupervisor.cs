// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
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
    private readonly ContainerLinks _links;
    private readonly SemaphoreSlim _naming = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private Task _starting = Task.CompletedTask;

    private ContainerSupervisor(SupervisorServices services) => (_services, _links) = (services, new(_containers));

    /// <summary>Whether a container runs or is to run, now or when a supervisor starts.</summary>
    public bool HasAnyToKeep => !_starting.IsCompleted || _containers.Values.Any(static container => container.Run is not null || container.Fate.IsToRun(container.Definition.Restart));

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
        foreach (var link in definition.Links.Where(static link => link.Order == LinkOrder.Required))
            LinkedPorts.Require(_links.TargetOf(link)?.Definition ?? throw new ContainerException(ContainerRefusal.NotFound, $"There is no container '{link.Target}' to link to."));
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
    public Task RestartAsync(string id, TimeSpan? within, CancellationToken cancellationToken) => Find(id).RestartAsync(within, cancellationToken);

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

    /// <summary>Makes a container, attaches to its streams and starts it. One that takes itself away when it has ended does so too where it can't be started.</summary>
    /// <inheritdoc cref="AttachAsync"/>
    public async Task<Attachment> RunAsync(ContainerDefinition definition, AttachOptions options, CancellationToken cancellationToken)
    {
        var made = await CreateAsync(definition, cancellationToken).ConfigureAwait(false);
        try
        {
            return await AttachAsync(made.Id, options with { Moment = AttachMoment.Start }, cancellationToken).ConfigureAwait(false);
        }
        catch when (made.RemovesItself && _containers.TryGetValue(made.Id, out var container))
        {
            await RemoveAsync(container, ContainerRemovals.Running | ContainerRemovals.NamelessVolumes).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Starts one more program in a container and attaches to its streams. It goes on whatever becomes of who is attached, until the container ends.</summary>
    /// <exception cref="ContainerException">The container does not run.</exception>
    /// <exception cref="ExecutionException">It could not be started; the exit code is 127 or 126 if the image lacks the program.</exception>
    public Task<Attachment> ExecAsync(string word, ExecSpec exec, AttachOptions options, CancellationToken cancellationToken)
    {
        var container = FindNamed(word);
        return container.Run is { } run ? run.ExecAsync(exec, options, cancellationToken)
            : throw new ContainerException(ContainerRefusal.Conflict, $"The container '{container.Definition.Name}' does not run. Start it: slipway start {container.Definition.Name}");
    }

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

    /// <summary>Gives a container other limits or another restart policy, at once where it runs.</summary>
    /// <returns>The definition as it is written down.</returns>
    /// <exception cref="IOException">The limits can't be kept; nothing is changed then.</exception>
    public async Task<ContainerDefinition> UpdateAsync(string id, ContainerUpdate update, CancellationToken cancellationToken)
    {
        var container = Find(id);
        await container.UpdateAsync(update, cancellationToken).ConfigureAwait(false);
        container.Report("update");
        return container.Definition;
    }

    /// <summary>Takes a container away, with what it wrote.</summary>
    /// <param name="id">Which.</param>
    /// <param name="removal">What of it.</param>
    /// <param name="cancellationToken">Stops it before it has begun.</param>
    /// <exception cref="ContainerException">It runs, or another has a link to it.</exception>
    public async Task RemoveAsync(string id, ContainerRemovals removal, CancellationToken cancellationToken)
    {
        var container = Find(id);
        if (!removal.HasFlag(ContainerRemovals.Running) && _links.UserOf(container) is { } user)
            throw new ContainerException(ContainerRefusal.Conflict, $"The container '{user.Definition.Name}' has a link to '{container.Definition.Name}'. Remove that first, or this one by force; the link waits for one of that name then.");
        await RemoveAsync(container, removal).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var container in _containers.Values)
            await container.DisposeAsync().ConfigureAwait(false);
        await _services.DisposeAsync().ConfigureAwait(false);
        _naming.Dispose();
        _stopping.Dispose();
    }

    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        _services.Catalog.Sweep();
        _services.RemovedLogs.Sweep(_services.Options.KeepLogs);
        _services.Volumes.Sweep();
        foreach (var definition in _services.Catalog.List())
            Add(definition);
        // What runs without a definition is what a crash left of a removal.
        foreach (var orphan in _services.Runner.List().Where(found => IsOurs(found.Id) && !_containers.ContainsKey(found.Id)))
            await orphan.DeleteAsync(cancellationToken).ConfigureAwait(false);
        var down = new List<SupervisedContainer>();
        var order = _links.InOrder();
        foreach (var container in order)
        {
            if (container.Fate.Wish == ContainerWish.Removed)
                await RemoveAsync(container, ContainerRemovals.Running | (container.Fate.TakesVolumes ? ContainerRemovals.NamelessVolumes : 0)).ConfigureAwait(false);
            else if (await container.ResumeAsync(cancellationToken).ConfigureAwait(false))
                down.Add(container);
        }
        await SweepEgressAsync(order, cancellationToken).ConfigureAwait(false);
        // Whoever asks is answered meanwhile.
        _starting = Task.Run(() => StartInOrderAsync(down, _stopping.Token), CancellationToken.None);
    }

    private async Task SweepEgressAsync(IEnumerable<SupervisedContainer> all, CancellationToken cancellationToken)
    {
        try
        {
            var living = all.Where(static container => container.Run is not null).Select(static container => container.Definition.Id).ToHashSet(StringComparer.Ordinal);
            await _services.Egress.SweepAsync(living, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException problem)
        {
            // Containers that need none of it go on all the same.
            _services.Options.Warn($"What earlier containers with a way out left of rules or interfaces could not be put right: {problem.Message}");
        }
    }

    // Each after those that it has links to, when they are well; others at the same time.
    private async Task StartInOrderAsync(List<SupervisedContainer> down, CancellationToken cancellationToken)
    {
        var starts = new Dictionary<string, Task>(StringComparer.Ordinal);
        foreach (var container in down)
            starts[container.Definition.Id] = StartAfterAsync(container, [.. _links.TargetsOf(container).Select(target => starts.GetValueOrDefault(target.Definition.Id, Task.CompletedTask))]);
        await Task.WhenAll(starts.Values).ConfigureAwait(false);

        async Task StartAfterAsync(SupervisedContainer container, IReadOnlyList<Task> before)
        {
            await Task.WhenAll(before).ConfigureAwait(false);
            if (!cancellationToken.IsCancellationRequested)
                await container.StartAgainAsync(_services.Options.WaitsForHealth, cancellationToken).ConfigureAwait(false);
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
        definition.Id, _ => new(_services, definition, _links.ConnectAsync, container => RemoveAsync(container, ContainerRemovals.Running | ContainerRemovals.NamelessVolumes)));

    private async Task RemoveAsync(SupervisedContainer container, ContainerRemovals removal)
    {
        await container.RemoveAsync(removal, CancellationToken.None).ConfigureAwait(false);
        if (_containers.TryRemove(container.Definition.Id, out _))
            await container.DisposeAsync().ConfigureAwait(false);
    }

    private SupervisedContainer Find(string id) => _containers.GetValueOrDefault(id) ?? throw new ContainerException(ContainerRefusal.NotFound, $"There is no container '{id}'.");

    // By its id, its name, or how its id alone begins.
    private SupervisedContainer FindNamed(string word)
    {
        if (_containers.TryGetValue(word, out var known))
            return known;
        var all = _containers.Values;
        var begun = all.Where(container => container.Definition.Name == word).Take(1).ToList() is { Count: 1 } named ? named
            : [.. all.Where(container => container.Definition.Id.StartsWith(word, StringComparison.Ordinal)).Take(2)];
        return word.Length > 0 && begun.Count == 1 ? begun[0] : Find(word);
    }

    private bool IsTaken(string name) => _containers.Values.Any(container => container.Definition.Name == name);

    private void RequireFree(string name)
    {
        ContainerName.Require(name);
        if (_containers.Values.FirstOrDefault(container => container.Definition.Name == name) is { } other)
            throw new ContainerException(ContainerRefusal.Conflict, $"The name '{name}' is that of the container {other.Definition.Id[..12]}. Remove it, rename it, or take another name.");
    }

    private static bool IsOurs(string id) => id.Length == 64 && id.All(char.IsAsciiHexDigitLower);
}
