// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>What services are to each other: who depends on whom, who reaches whom by which names, whose mounts one has too.</summary>
internal sealed class ServiceRelations(IReadOnlyList<ComposeService> services, ComposeNetworks networks)
{
    /// <summary>The services with all that.</summary>
    /// <exception cref="HclException">One names a service that there isn't, or services depend on each other in a circle.</exception>
    internal IReadOnlyList<ComposeService> Relate()
    {
        var known = services.Select(Depend).ToList();
        foreach (var service in known)
            RequireNoCircle(service, [], known);
        if (known.GroupBy(static service => service.ContainerName).FirstOrDefault(static group => group.Count() > 1) is { } twice)
            throw new HclException(twice.Last().Place, $"two services have the container name '{twice.Key}'", "give one of them another");
        return [.. known.Select(service => Mount(service, known)).Select(service => Link(service, known))];
    }

    // What one names in other keys it depends on too, as in Compose.
    private ComposeService Depend(ComposeService service)
    {
        if (service.Network is ComposeNetworkUse.Shared shared)
        {
            networks.Require(service, shared.Aliases.Keys);
            service = service with { HasWayOut = networks.LeadOut(shared.Aliases.Keys) };
        }
        var needs = service.DependsOn.Concat(service.MountsFrom.Select(static text => new ComposeDependency(text.Split(':')[0], ComposeCondition.Started)));
        if (service.Network is ComposeNetworkUse.OfService of)
            needs = needs.Append(new(of.Service, ComposeCondition.Started));
        var all = needs.DistinctBy(static need => need.Service).ToList();
        if (all.FirstOrDefault(need => services.All(other => other.Name != need.Service)) is { } unknown && unknown.IsRequired)
            throw new HclException(service.Place, $"the service '{service.Name}' needs '{unknown.Service}', which there isn't", Suggestion.Help(unknown.Service, services.Select(static other => other.Name)));
        return service with { DependsOn = [.. all.Where(need => services.Any(other => other.Name == need.Service))] };
    }

    private static void RequireNoCircle(ComposeService service, IReadOnlyList<string> way, IReadOnlyList<ComposeService> known)
    {
        if (way.Contains(service.Name))
            throw new HclException(service.Place, $"services depend on each other in a circle: {string.Join(" → ", [.. way.SkipWhile(name => name != service.Name), service.Name])}", "take one of these out of 'depends_on'");
        foreach (var need in service.DependsOn)
            RequireNoCircle(known.First(other => other.Name == need.Service), [.. way, service.Name], known);
    }

    private static ComposeService Mount(ComposeService service, IReadOnlyList<ComposeService> known)
    {
        foreach (var text in service.MountsFrom)
        {
            var parts = text.Split(':', 2);
            var other = known.First(other => other.Name == parts[0]);
            var access = parts.Length == 2 && parts[1] == "ro" ? BindAccess.ReadOnly : (BindAccess?)null;
            var more = other.Container.Mounts.Where(mount => mount is not DefinedMount.TmpfsMount && service.Container.Mounts.All(own => own.Target != mount.Target)).Select(mount => mount switch
            {
                DefinedMount.VolumeMount volume => volume with { Access = access ?? volume.Access },
                DefinedMount.BindMount bind => bind with { Access = access ?? bind.Access },
                _ => mount,
            });
            service = service.With(container => container with { Mounts = [.. container.Mounts, .. more] }) with { FoldersToMake = [.. service.FoldersToMake, .. other.FoldersToMake], VolumeKeys = [.. service.VolumeKeys, .. other.VolumeKeys] };
        }
        return service;
    }

    // Who shares a network, and who is linked to by hand; with every name that the other one has there.
    private static ComposeService Link(ComposeService service, IReadOnlyList<ComposeService> known)
    {
        if (service.Network is not (ComposeNetworkUse.Shared or ComposeNetworkUse.Alone))
            return service;
        var links = new List<ComposeLink>();
        foreach (var other in known.Where(other => other.Name != service.Name && other.Network is ComposeNetworkUse.Shared or ComposeNetworkUse.Alone))
        {
            IEnumerable<string> names = service.NamedLinks.Select(static text => text.Split(':', 2)).Where(parts => parts[0] == other.Name).SelectMany(static parts => parts);
            if (service.Network is ComposeNetworkUse.Shared mine && other.Network is ComposeNetworkUse.Shared theirs && mine.Aliases.Keys.Intersect(theirs.Aliases.Keys).ToList() is { Count: > 0 } common)
                names = [other.Name, other.ContainerName, .. common.SelectMany(network => theirs.Aliases[network]), .. names];
            if (names.Where(ContainerSpec.IsHostname).Distinct().ToList() is { Count: > 0 } valid)
                links.Add(new(other.Name, other.ContainerName, valid));
        }
        return service with { Links = [.. links, .. service.Links] };
    }
}
