// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Makes runs of containers by hand, and takes up those that an earlier agent made.</summary>
internal sealed class ContainerRuns(SupervisorServices services)
{
    /// <summary>Makes a run, up to the point where the program would start. What is left of an earlier one is taken away.</summary>
    /// <exception cref="IOException">It could not be made; nothing of it is left.</exception>
    internal async Task<ContainerRun> CreateAsync(ContainerDefinition definition, ContainerLog log, ContainerWatch watch, CancellationToken cancellationToken)
    {
        if (services.Runner.Find(definition.Id) is { } left)
            await left.DeleteAsync(cancellationToken).ConfigureAwait(false);
        if (definition.Mounts.OfType<DefinedMount.VolumeMount>().Any(mount => services.Volumes.Find(mount.Volume) is null))
            await services.EnsureVolumesAsync(definition, cancellationToken).ConfigureAwait(false);
        var root = await services.OpenImageAsync(definition, cancellationToken).ConfigureAwait(false);
        try
        {
            services.RequireUser(definition, root);
            var lease = definition.Network is DefinedNetwork.EgressNetwork
                ? await services.Egress.LeaseAsync(definition.Id, definition.Resolver, cancellationToken).ConfigureAwait(false) : null;
            var kept = services.Catalog.Of(definition.Id);
            var spec = ContainerSpecs.Of(definition, services.Volumes, NetworkOf(definition)) with { Resolver = lease?.Resolver ?? definition.Resolver };
            try
            {
                // Who looks at its files now is waited for; from here on they are looked at through its process.
                using var held = await FileLock.AcquireAsync(kept.Lock, FileLockMode.Exclusive, cancellationToken).ConfigureAwait(false);
                // What takes itself away has nothing to keep over a power cut.
                var durability = definition.RemovesItself ? OverlayDurability.Volatile : OverlayDurability.Durable;
                var fileSystem = root.FileSystem with { Upper = kept.Upper, Work = kept.Work, Durability = durability };
                var container = await services.Runner.CreateAsync(spec, fileSystem, cancellationToken).ConfigureAwait(false);
                return await EquipAsync(container, definition, root, log, watch, lease).ConfigureAwait(false);
            }
            catch
            {
                await services.Egress.ReleaseAsync(definition.Id, CancellationToken.None).ConfigureAwait(false);
                throw;
            }
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    /// <summary>Takes up a run that another process made.</summary>
    /// <exception cref="IOException">Its image is gone.</exception>
    internal async Task<ContainerRun> AdoptAsync(
        DetachedContainer container, ContainerDefinition definition, ContainerLog log, ContainerWatch watch, CancellationToken cancellationToken)
    {
        var root = await services.OpenImageAsync(definition, cancellationToken).ConfigureAwait(false);
        try
        {
            return Make(container, definition, root, log, watch);
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    private async Task<ContainerRun> EquipAsync(
        DetachedContainer container, ContainerDefinition definition, ImageRoot root, ContainerLog log, ContainerWatch watch, EgressLease? lease)
    {
        try
        {
            if (lease is not null)
            {
                using var network = container.OpenNetwork();
                services.Egress.Lay(lease, network);
            }
            return Make(container, definition, root, log, watch);
        }
        catch
        {
            // Whatever happened, nothing of it stays.
            await container.DeleteAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private ContainerRun Make(DetachedContainer container, ContainerDefinition definition, ImageRoot root, ContainerLog log, ContainerWatch watch) =>
        new(container, definition, root, log, services.Time, watch, () => services.Egress.ReleaseAsync(definition.Id, CancellationToken.None));

    private ContainerNetwork NetworkOf(ContainerDefinition definition) => definition.Network switch
    {
        DefinedNetwork.NoNetwork => ContainerNetwork.None,
        DefinedNetwork.HostNetwork => ContainerNetwork.Host,
        DefinedNetwork.OtherNetwork other => services.Runner.Find(other.Container) is { } found && found.GetState().Status == ContainerStatus.Running
            ? ContainerNetwork.Join(found.NetworkPath)
            : throw new ContainerException(ContainerRefusal.Conflict, $"The container '{definition.Name}' is to join the network of '{other.Container[..12]}', which does not run."),
        _ => ContainerNetwork.Isolated,
    };
}
