// SPDX-License-Identifier: Apache-2.0
using Slipway.Cli.Commands.Containers;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Whole.Services;

/// <summary>Takes the containers of a Compose project away.</summary>
internal sealed class ServicesDown(Session session, string project)
{
    private readonly ProjectContainers _containers = new(session, project);

    /// <summary>Stops and removes its containers, each after those that depend on it; no more than they are known by is needed, not even the file.</summary>
    /// <param name="removals">What goes besides: with <see cref="ContainerRemovals.NamelessVolumes"/> all volumes of the project.</param>
    /// <param name="within">How long each has to end; null is what it was made with.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(ContainerRemovals removals, TimeSpan? within, CancellationToken cancellationToken)
    {
        using var held = await ProjectLock.TakeAsync(session, project, cancellationToken);
        var containers = _containers.List();
        if (containers.Count > 0)
        {
            using var agent = ContainerAgent.Open(session);
            var stops = new Dictionary<string, Task>(StringComparer.Ordinal);
            foreach (var container in Ordered(containers))
                stops[container.Id] = RemoveAsync(container, [.. UsersOf(container, containers).Select(user => stops.GetValueOrDefault(user.Id, Task.CompletedTask))]);
            await Task.WhenAll(stops.Values);

            async Task RemoveAsync(ContainerDefinition container, IReadOnlyList<Task> users)
            {
                await Task.WhenAll(users);
                await agent.StopAsync(container.Id, within, cancellationToken);
                await agent.RemoveAsync(container.Id, removals | ContainerRemovals.Running, cancellationToken);
                session.Output.WriteLine($"{container.Name} removed");
            }
        }
        if (removals.HasFlag(ContainerRemovals.NamelessVolumes))
            await RemoveVolumesAsync(cancellationToken);
        else if (containers.Count == 0)
            session.Error.WriteLine($"the project '{project}' has no containers");
    }

    // Those first that others depend on them least.
    private static List<ContainerDefinition> Ordered(IReadOnlyList<ContainerDefinition> containers)
    {
        var ordered = new List<ContainerDefinition>();
        foreach (var container in containers)
            Add(container);
        return ordered;

        void Add(ContainerDefinition container)
        {
            if (ordered.Contains(container))
                return;
            foreach (var user in UsersOf(container, containers))
                Add(user);
            ordered.Add(container);
        }
    }

    private static IEnumerable<ContainerDefinition> UsersOf(ContainerDefinition container, IReadOnlyList<ContainerDefinition> containers) =>
        containers.Where(other => other != container && ServiceLabels.NeedsOf(other.Labels).Contains(ProjectContainers.ServiceOf(container)));

    private async Task RemoveVolumesAsync(CancellationToken cancellationToken)
    {
        var store = new VolumeStore(session.Home, session.Time);
        foreach (var volume in store.List().Where(volume => volume.Labels.GetValueOrDefault(ServiceLabels.Project) == project))
        {
            await store.RemoveAsync(volume.Name, cancellationToken);
            session.Output.WriteLine($"{volume.Name} removed");
        }
    }
}
