// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Runs a container by hand within this process, without an agent: it ends with this process, and is gone when it has ended.</summary>
public static class ForegroundRun
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="options">The home and the clock.</param>
    /// <param name="runner">What runs it.</param>
    /// <param name="definition">What it is; without published ports and links, for nobody is there to hold them.</param>
    /// <param name="io">What it reads and where it writes.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="IOException">It could not be started.</exception>
    public static async Task<ContainerExit> RunAsync(
        SupervisorOptions options, ContainerRunner runner, ContainerDefinition definition, ContainerIO io, CancellationToken cancellationToken)
    {
        var services = new SupervisorServices(options, runner);
        await using var _ = services.ConfigureAwait(false);
        using var held = definition.Mounts.OfType<DefinedMount.VolumeMount>().Any()
            ? await services.Volumes.HoldAsync(FileLockMode.Shared, cancellationToken).ConfigureAwait(false) : null;
        using var root = await services.OpenImageAsync(definition, cancellationToken).ConfigureAwait(false);
        services.RequireUser(definition, root);
        if (held is not null)
            await services.EnsureVolumesAsync(definition, cancellationToken).ConfigureAwait(false);
        var network = definition.Network switch
        {
            DefinedNetwork.HostNetwork => ContainerNetwork.Host,
            DefinedNetwork.OwnNetwork or DefinedNetwork.NoNetwork => ContainerNetwork.None,
            var other => throw new ContainerException(ContainerRefusal.Invalid, $"A container in the foreground has a network of its own, none, or the host's, and not {other}. Run it with --detach."),
        };
        try
        {
            return await runner.RunAsync(ContainerSpecs.Of(definition, services.Volumes, network), root.FileSystem, io, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            held?.Dispose();
            foreach (var nameless in definition.Mounts.OfType<DefinedMount.VolumeMount>().Where(mount => services.Volumes.Find(mount.Volume) is { IsNameless: true }))
                await services.Volumes.RemoveAsync(nameless.Volume, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
