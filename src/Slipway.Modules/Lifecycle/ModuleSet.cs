// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;

namespace Slipway.Modules;

/// <summary>The installed modules, what is being done to which, and who waits for his turn.</summary>
internal sealed class ModuleSet
{
    private readonly ConcurrentDictionary<string, ModuleInstance> _instances = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ModuleOperation> _operations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>Held while it is decided whether something may begin: two that want one port must not both be let in.</summary>
    public SemaphoreSlim Admission { get; } = new(1);

    public IReadOnlyList<ModuleInstance> Instances => [.. _instances.Values.OrderBy(static instance => instance.Name, StringComparer.Ordinal)];

    public IReadOnlyList<ModuleOperation> Operations => [.. _operations.Values];

    public ModuleInstance? Find(string name) => _instances.GetValueOrDefault(name);

    public ModuleOperation? FindOperation(string name) => _operations.GetValueOrDefault(name);

    public SemaphoreSlim TurnOf(string name) => _turns.GetOrAdd(name, static _ => new(1));

    public void Add(ModuleInstance instance) => _instances[instance.Name] = instance;

    public void Remove(string name) => _instances.TryRemove(name, out _);

    public void Begin(ModuleOperation operation) => _operations[operation.Spec.Name] = operation;

    public void End(string name) => _operations.TryRemove(name, out _);

    /// <summary>The modules that depend on one.</summary>
    public IReadOnlyList<ModuleInstance> DependentsOf(string name) => [.. Instances.Where(instance => instance.Record.Spec.DependsOn.Contains(name))];

    /// <summary>Whether one module needs another, by whatever many steps.</summary>
    public bool Needs(string name, string other) =>
        name == other || (Find(name)?.Record.Spec.DependsOn.Any(needed => Needs(needed, other)) ?? false);

    /// <summary>Links a module's run to what it depends on, and what depends on it to its run. Who doesn't run now is linked when it does.</summary>
    public async Task ConnectAsync(ModuleInstance instance, CancellationToken cancellationToken)
    {
        if (instance.Run is not { } run)
            return;
        await ConnectAsync(run, cancellationToken);
        foreach (var dependent in DependentsOf(instance.Name))
        {
            if (dependent.Run is { } from)
                await from.LinkAsync(instance.Name, run.Network, ModuleContainer.PortsOf(run.Spec, run.Image), cancellationToken);
        }
    }

    /// <summary>Links a run to what it depends on.</summary>
    public async Task ConnectAsync(ModuleRun run, CancellationToken cancellationToken)
    {
        foreach (var name in run.Spec.DependsOn)
        {
            if (Find(name)?.Run is { } needed)
                await run.LinkAsync(name, needed.Network, ModuleContainer.PortsOf(needed.Spec, needed.Image), cancellationToken);
        }
    }
}
