// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;

namespace Slipway.Cli.Commands.Whole.Services;

/// <summary>The containers that a project has, by their labels.</summary>
internal sealed class ProjectContainers(Session session, string project)
{
    private readonly ContainerCatalog _catalog = new(session.Home);

    /// <summary>All of them.</summary>
    public IReadOnlyList<ContainerDefinition> List() =>
        [.. _catalog.List().Where(container => container.Labels.GetValueOrDefault(ServiceLabels.Project) == project && container.Labels.ContainsKey(ServiceLabels.Service))];

    /// <summary>That of a service; null if there is none.</summary>
    public ContainerDefinition? Find(string service) => List().FirstOrDefault(container => ServiceOf(container) == service);

    /// <summary>The container of a name, whosesoever it is; null if there is none.</summary>
    public ContainerDefinition? FindNamed(string name) => _catalog.List().FirstOrDefault(container => container.Name == name);

    /// <summary>Whether a container is still there.</summary>
    public bool IsThere(ContainerDefinition container) => _catalog.Read(container.Id) is not null;

    /// <summary>The service that a container is of.</summary>
    public static string ServiceOf(ContainerDefinition container) => container.Labels[ServiceLabels.Service];

    /// <summary>How a container is now.</summary>
    public ContainerView View(ContainerDefinition container) => ContainerView.Read(session.Home, container);

    /// <summary>The last lines that a container wrote.</summary>
    public async Task<IReadOnlyList<string>> TailAsync(ContainerDefinition container, int lines, CancellationToken cancellationToken)
    {
        var tail = new List<string>();
        if (!container.Log.IsKept)
            return tail;
        await foreach (var line in new ContainerLog(_catalog.LogOf(container.Id), container.Log, session.Time).ReadAsync(new() { Tail = lines }, cancellationToken))
            tail.Add(line.ToDisplayText());
        return tail;
    }
}
