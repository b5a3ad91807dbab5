// SPDX-License-Identifier: Apache-2.0
using Slipway.Cli.Commands.Building;
using Slipway.Cli.Commands.Containers;
using Slipway.Containers;
using Slipway.Fleet;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Whole.Services;

/// <summary>Brings the services of Compose files up as containers.</summary>
internal sealed class ServicesUp(Session session, ComposeFiles files, ServiceWishes wishes)
{
    /// <summary>Builds or pulls their images, makes their volumes, and brings them up in the order of their dependencies.</summary>
    /// <param name="names">The services; empty for all.</param>
    /// <param name="show">How building is shown.</param>
    /// <param name="cancellationToken">Stops it; the next one goes on from there.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> names, BuildShow show, CancellationToken cancellationToken)
    {
        var (project, profiles) = files.Read(session, wishes.Project, VariableOf);
        var services = project.Select(names, [.. wishes.Profiles, .. profiles]);
        if (services.Count == 0)
            throw CommandException.No($"the project '{project.Name}' has no services but those of profiles.", "name one, or a profile with --profile");
        var images = new ServiceImages(session, files, project, wishes);
        if (wishes.Builds && await images.BuildAsync(services, show, cancellationToken) is { Succeeded: false } failed)
            return BuildReport.ExitCodeOf(failed);
        await images.PullAsync(services, cancellationToken);
        using var held = await ProjectLock.TakeAsync(session, project.Name, cancellationToken);
        using var lease = await session.Store.LeaseAsync(cancellationToken);
        foreach (var service in services)
            TellOfPorts(service, images.Find(service), services);
        MakePlaces(project, services, images);
        using var agent = ContainerAgent.Open(session);
        await TendOrphansAsync(project, agent, cancellationToken);
        var outcomes = await new ServiceStarts(session, project, new(session, project, WayOut(services)), images, agent, wishes).BringUpAsync(services, cancellationToken);
        WriteTable(project, services);
        var failures = outcomes.Where(static entry => entry.Value == ServiceOutcome.Failed).Select(static entry => entry.Key).ToList();
        return failures.Count == 0 ? ExitCode.Done
            : throw CommandException.No($"of the project '{project.Name}' {(failures.Count == 1 ? "1 service is" : $"{failures.Count} services are")} not up: {string.Join(", ", failures)}.", $"slipway logs {project.Find(failures[0])!.ContainerName}");
    }

    private string? VariableOf(string name) => wishes.Variables.GetValueOrDefault(name) ?? session.Variable(name);

    private void MakePlaces(ComposeProject project, IReadOnlyList<ComposeService> services, ServiceImages images)
    {
        foreach (var service in services)
            MakeFolders(service);
        foreach (var bind in services.SelectMany(static service => service.Container.Mounts).OfType<DefinedMount.BindMount>().Where(static bind => !Path.Exists(bind.Source)))
            throw CommandException.Usage($"this machine has no '{bind.Source}' to mount at '{bind.Target}'.", "make it first");
        var store = new VolumeStore(session.Home, session.Time);
        foreach (var volume in services.SelectMany(static service => service.VolumeKeys).Distinct().Select(key => project.Volumes[key]))
        {
            if (volume.IsExternal && store.Find(volume.Name) is null)
                throw CommandException.No($"the project '{project.Name}' mounts the volume '{volume.Name}', which is external and not there.", $"slipway volume create {volume.Name}");
            if (!volume.IsExternal)
                store.Ensure(volume.Name, volume.Labels);
        }
        // By their label those that nobody named are known too when their containers have gone.
        var label = new Dictionary<string, string>(StringComparer.Ordinal) { [ServiceLabels.Project] = project.Name };
        var declared = project.Volumes.Values.Select(static volume => volume.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var mount in services.SelectMany(service => service.Container.Mounts.Concat(ServiceDefinitions.MountsOf(project, service, images.Find(service).Image.Config.Config))).OfType<DefinedMount.VolumeMount>().Where(mount => !declared.Contains(mount.Volume)))
            store.Ensure(mount.Volume, label);
    }

    private static void MakeFolders(ComposeService service)
    {
        foreach (var folder in service.FoldersToMake.Where(static folder => !Path.Exists(folder)))
        {
            try
            {
                Directory.CreateDirectory(folder);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                throw CommandException.Usage($"{service.Place}: the service '{service.Name}' binds the folder '{folder}', which cannot be made: {problem.Message.TrimEnd('.')}.", "make it, or bind another");
            }
        }
    }

    // A link leads to ports that are told of, and to no others.
    private void TellOfPorts(ComposeService service, ServiceImage image, IReadOnlyList<ComposeService> services)
    {
        var count = service.Container.Ports.Count + service.Container.ExposedPorts.Count + (image.Image.Config.Config?.ExposedPorts?.Count ?? 0);
        if (count == 0 && service.Network is ComposeNetworkUse.Shared && services.Any(other => other.DependsOn.Any(need => need.Service == service.Name && need.Condition != ComposeCondition.Completed)))
            session.Error.WriteLine($"note: no other service reaches '{service.Name}': neither its image nor the file says which ports it listens on; write expose: [PORT]");
    }

    private DefinedNetwork WayOut(IReadOnlyList<ComposeService> services)
    {
        if (EgressSupport.FindObstacle() is not { } obstacle)
            return DefinedNetwork.Egress;
        if (services.Any(static service => service.HasWayOut && service.Network is ComposeNetworkUse.Shared or ComposeNetworkUse.Alone))
            session.Error.WriteLine($"warning: services have no way out of this machine: {obstacle}");
        return DefinedNetwork.Own;
    }

    private async Task TendOrphansAsync(ComposeProject project, ContainersClient agent, CancellationToken cancellationToken)
    {
        var orphans = new ProjectContainers(session, project.Name).List().Where(container => project.Find(ProjectContainers.ServiceOf(container)) is null).ToList();
        foreach (var orphan in wishes.RemovesOrphans ? orphans : [])
        {
            await agent.StopAsync(orphan.Id, null, cancellationToken);
            await agent.RemoveAsync(orphan.Id, ContainerRemovals.Running, cancellationToken);
            session.Error.WriteLine($"  {orphan.Name} removed");
        }
        if (orphans.Count > 0 && !wishes.RemovesOrphans)
            session.Error.WriteLine($"warning: the project '{project.Name}' has containers of services that are not in the file: {string.Join(", ", orphans.Select(static orphan => orphan.Name))}; --remove-orphans takes them away");
    }

    private void WriteTable(ComposeProject project, IReadOnlyList<ComposeService> services)
    {
        var (containers, now) = (new ProjectContainers(session, project.Name), session.Time.GetUtcNow());
        var table = new TextTable("NAME", "SERVICE", "IMAGE", "STATUS", "PORTS");
        foreach (var service in services)
        {
            if (containers.Find(service.Name) is { } container && PsRow.Of(containers.View(container), now) is var row)
                table.Add(row.Name, service.Name, row.Image, row.Status, string.Join(", ", row.Ports));
        }
        table.WriteTo(session.Output);
    }
}
