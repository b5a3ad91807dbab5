// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Containers;
using Slipway.Fleet;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Whole.Services;

/// <summary>Makes of services what their containers are to be.</summary>
/// <param name="session">The session.</param>
/// <param name="project">The project.</param>
/// <param name="wayOut">The network of a service that has a way out.</param>
internal sealed class ServiceDefinitions(Session session, ComposeProject project, DefinedNetwork wayOut)
{
    private const string Loopback = "127.0.0.1";

    /// <summary>The definition of a service's container, with the digest of all that it says among its labels.</summary>
    /// <param name="service">The service.</param>
    /// <param name="image">Its image.</param>
    /// <param name="find">The id of a container, by its name.</param>
    /// <exception cref="CommandException">Neither the image nor the file says what is to run.</exception>
    public ContainerDefinition Define(ComposeService service, ServiceImage image, Func<string, string> find)
    {
        var config = image.Image.Config.Config;
        var entrypoint = service.Entrypoint ?? config?.Entrypoint ?? [];
        var command = service.Command ?? (service.Entrypoint is null ? config?.Cmd : null) ?? [];
        if (entrypoint.Count + command.Count == 0)
            throw CommandException.Usage($"{service.Place}: neither the service '{service.Name}' nor its image '{service.Image}' says what is to run.", "write command: beside the image");
        var blank = service.Container with
        {
            Name = service.ContainerName,
            Image = service.Image,
            Manifest = image.Manifest,
            Platform = image.Image.Config.Platform,
            Entrypoint = entrypoint,
            Command = command,
            Environment = ImageProcess.Environment(config, service.Environment),
            WorkingDirectory = service.WorkingDirectory ?? ImageProcess.WorkingDirectory(config),
            User = service.User ?? config?.User ?? "",
            Network = NetworkOf(service, find),
            ExposedPorts = [.. (config?.ExposedPorts ?? []).Concat(service.Container.ExposedPorts).Distinct()],
            Links = [.. service.Links.Select(link => LinkOf(service, link))],
            ExtraHosts = HostsOf(service),
            Mounts = [.. service.Container.Mounts, .. MountsOf(project, service, config)],
            HealthCheck = service.Health is { } health ? health.Over(config?.Healthcheck) : config?.Healthcheck,
            Shell = config?.Shell,
            StopSignal = service.StopSignal ?? config?.StopSignal,
            Labels = LabelsOf(service, image, config),
        };
        return blank with
        {
            Id = ContainerCatalog.NewId(),
            CreatedAt = session.Time.GetUtcNow(),
            Labels = new SortedDictionary<string, string>(blank.Labels.ToDictionary(), StringComparer.Ordinal) { [ServiceLabels.ConfigHash] = Digest.Sha256(JsonSerializer.SerializeToUtf8Bytes(blank, CliJson.Default.ContainerDefinition)).Hex },
        };
    }

    private DefinedNetwork NetworkOf(ComposeService service, Func<string, string> find) => service.Network switch
    {
        ComposeNetworkUse.Host => DefinedNetwork.Host,
        ComposeNetworkUse.None => DefinedNetwork.None,
        ComposeNetworkUse.OfService of => new DefinedNetwork.OtherNetwork(find(project.Find(of.Service)!.ContainerName)),
        ComposeNetworkUse.OfContainer of => new DefinedNetwork.OtherNetwork(find(of.Container)),
        _ => service.HasWayOut ? wayOut : DefinedNetwork.Own,
    };

    // Others may come later, or be made anew; their names lead to whoever has them.
    private static DefinedLink LinkOf(ComposeService service, ComposeLink link) => new("", link.Names[0], link.Container)
    {
        MoreAliases = [.. link.Names.Skip(1)],
        Order = service.DependsOn.Any(need => need.Service == link.Service) ? LinkOrder.After : LinkOrder.Any,
    };

    // A service knows itself by its name too.
    private static SortedDictionary<string, string> HostsOf(ComposeService service)
    {
        var hosts = new SortedDictionary<string, string>(service.Container.ExtraHosts.ToDictionary(), StringComparer.Ordinal);
        if (service.Network is ComposeNetworkUse.Shared shared)
        {
            foreach (var name in shared.Aliases.Values.SelectMany(static aliases => aliases).Append(service.Name).Where(ContainerSpec.IsHostname))
                hosts.TryAdd(name, Loopback);
        }
        return hosts;
    }

    /// <summary>The image's own volumes, where nothing else is mounted.</summary>
    public static IEnumerable<DefinedMount> MountsOf(ComposeProject project, ComposeService service, ContainerConfig? config) => (config?.Volumes ?? [])
        .Select(target => MountText.ParseVolume(target, ComposeVolume.Nameless(project.Name, service.Name, target))).Where(mount => service.Container.Mounts.All(own => own.Target != mount.Target));

    private SortedDictionary<string, string> LabelsOf(ComposeService service, ServiceImage image, ContainerConfig? config)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in (config?.Labels ?? new Dictionary<string, string>()).Concat(service.Labels).Concat(ServiceLabels.Of(project, service, image.Manifest.Digest.ToString())))
            labels[name] = value;
        return labels;
    }
}
