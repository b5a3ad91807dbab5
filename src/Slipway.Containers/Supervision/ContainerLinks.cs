// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;

namespace Slipway.Containers;

/// <summary>Which containers by hand have links to which.</summary>
internal sealed class ContainerLinks(ConcurrentDictionary<string, SupervisedContainer> containers)
{
    /// <summary>Where a link leads: to the one that was meant, or to the one of its name that was made later in its place; null where there is neither.</summary>
    internal SupervisedContainer? TargetOf(DefinedLink link) => containers.GetValueOrDefault(link.Target)
        ?? (link.Name.Length == 0 ? null : containers.Values.FirstOrDefault(container => container.Definition.Name == link.Name));

    /// <summary>Whom a container needs: those that it has links to, unless these wait for nobody, and the one whose network it joins.</summary>
    internal IEnumerable<SupervisedContainer> TargetsOf(SupervisedContainer container)
    {
        var joined = container.Definition.Network is DefinedNetwork.OtherNetwork other ? containers.GetValueOrDefault(other.Container) : null;
        return container.Definition.Links.Where(static link => link.Order != LinkOrder.Any).Select(TargetOf).Append(joined).OfType<SupervisedContainer>();
    }

    /// <summary>One that has a link to a container which must be there; null where none has.</summary>
    internal SupervisedContainer? UserOf(SupervisedContainer container) => containers.Values.FirstOrDefault(other => other.Definition.Links.Any(link => link.Order == LinkOrder.Required && TargetOf(link) == container));

    /// <summary>All of them, each behind those that it needs, and else by age.</summary>
    internal List<SupervisedContainer> InOrder()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. containers.Values.OrderBy(static container => container.Definition.CreatedAt).SelectMany(Visit)];

        IEnumerable<SupervisedContainer> Visit(SupervisedContainer container) =>
            seen.Add(container.Definition.Id) ? [.. TargetsOf(container).SelectMany(Visit), container] : [];
    }

    /// <summary>Leads a container's links to others, and those of others to its new network.</summary>
    internal async Task ConnectAsync(SupervisedContainer container, ContainerRun run, CancellationToken cancellationToken)
    {
        foreach (var (index, link) in container.Definition.Links.Index())
        {
            if (TargetOf(link) is { Run.Network: { } network } target)
                await run.LinkAsync(ContainerSpecs.AddressOf(index), network, LinkedPorts.Of(target.Definition), cancellationToken).ConfigureAwait(false);
        }
        if (run.Network is null)
            return;
        foreach (var other in containers.Values)
        {
            foreach (var (index, link) in other.Definition.Links.Index().Where(each => TargetOf(each.Item) == container))
                await LeadAsync(other, link, index, container, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task LeadAsync(SupervisedContainer user, DefinedLink link, int index, SupervisedContainer target, CancellationToken cancellationToken)
    {
        if (user.Run is not { } run || target.Run?.Network is not { } network)
            return;
        try
        {
            await run.LinkAsync(ContainerSpecs.AddressOf(index), network, LinkedPorts.Of(target.Definition), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException)
        {
            // It may just have ended; that is no reason for the other not to start.
            user.Report("warning", $"Its link to '{target.Definition.Name}' cannot be led there: {problem.Message}");
        }
    }
}
