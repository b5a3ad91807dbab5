// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>What services are to each other: who depends on whom, who reaches whom by which names, whose mounts one has too.</summary>
internal sealed class ServiceRelations(IReadOnlyList<ComposeService> services, ComposeNetworks networks)
{
    private readonly HashSet<string> _names = [.. services.Select(static service => service.Name)];

    /// <summary>The services with all that.</summary>
    /// <exception cref="HclException">One names a service that there isn't, or services depend on each other in a circle.</exception>
    internal IReadOnlyList<ComposeService> Relate()
    {
        var known = services.Select(Depend).ToList();
        RequireNoCircle(known);
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
        // Who is linked to, and whose network one is in, takes it along when it is made anew; whose mounts one has doesn't.
        IEnumerable<string> joined = [.. service.NamedLinks.Select(static text => text.Split(':')[0]), .. service.Network is ComposeNetworkUse.OfService of ? (string[])[of.Service] : []];
        var implied = joined.Select(static name => new ComposeDependency(name, ComposeCondition.Started) { Restarts = true })
            .Concat(service.MountsFrom.Select(static text => new ComposeDependency(text.Split(':')[0], ComposeCondition.Started))).ToList();
        // What it says itself counts, but for what it can't do without.
        var all = service.DependsOn.Concat(implied).DistinctBy(static need => need.Service).Select(need => need with { IsRequired = need.IsRequired || implied.Any(other => other.Service == need.Service) }).ToList();
        if (all.Find(need => need.IsRequired && !_names.Contains(need.Service)) is { } unknown)
            throw new HclException(service.Place, $"the service '{service.Name}' needs '{unknown.Service}', which there isn't", Suggestion.Help(unknown.Service, _names));
        return service with { DependsOn = [.. all.Where(need => _names.Contains(need.Service))] };
    }

    // Each service is looked at once, however many ways lead to it.
    private static void RequireNoCircle(IReadOnlyList<ComposeService> services)
    {
        var known = services.ToDictionary(static service => service.Name, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var service in services)
            Visit(service, []);

        void Visit(ComposeService service, List<string> way)
        {
            if (way.Contains(service.Name))
                throw new HclException(service.Place, $"services depend on each other in a circle: {string.Join(" → ", [.. way.SkipWhile(name => name != service.Name), service.Name])}", "take one of these out of 'depends_on'");
            if (!seen.Add(service.Name))
                return;
            way.Add(service.Name);
            foreach (var need in service.DependsOn)
                Visit(known[need.Service], way);
            way.RemoveAt(way.Count - 1);
        }
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
