// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Containers;

/// <summary>How a container is run, as an image's configuration says it: what <c>inspect</c> shows, and <c>commit</c> begins with.</summary>
internal static class DefinedConfig
{
    /// <summary>The configuration.</summary>
    /// <param name="definition">The container.</param>
    /// <param name="image">Its image's own; null where that can't be read.</param>
    public static ContainerConfig Of(ContainerDefinition definition, ContainerConfig? image) => new()
    {
        User = definition.User,
        ExposedPorts = definition.ExposedPorts.Count > 0 ? [.. definition.ExposedPorts.Select(static port => port.Contains('/', StringComparison.Ordinal) ? port : $"{port}/tcp").Distinct()] : null,
        Env = definition.Environment.Count > 0 ? definition.Environment : null,
        Entrypoint = definition.Entrypoint.Count > 0 ? definition.Entrypoint : null,
        Cmd = definition.Command.Count > 0 ? definition.Command : null,
        Volumes = VolumesOf(definition, image) is { Count: > 0 } volumes ? volumes : null,
        WorkingDir = definition.WorkingDirectory == "/" ? image?.WorkingDir : definition.WorkingDirectory,
        Labels = definition.Labels.Count > 0 ? definition.Labels : null,
        StopSignal = definition.StopSignal,
        Healthcheck = definition.HealthCheck,
        Shell = definition.Shell,
        OnBuild = image?.OnBuild,
    };

    // The image's, and those that nobody gave a name.
    private static List<string> VolumesOf(ContainerDefinition definition, ContainerConfig? image) =>
        [.. (image?.Volumes ?? []).Concat(definition.Mounts.OfType<DefinedMount.VolumeMount>().Where(static mount => mount.Volume.Length == 64).Select(static mount => mount.Target)).Distinct()];
}
