// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What a config.json holds beside the container's spec.</summary>
internal sealed record BundleFacts
{
    /// <summary>Where the root file system is mounted.</summary>
    public required string RootPath { get; init; }

    /// <summary>Who runs it, as the root file system says.</summary>
    public required ContainerUser User { get; init; }

    /// <summary>The control group, "/slipway/id"; null in a user namespace, where nobody can make one.</summary>
    public required string? Cgroup { get; init; }

    /// <summary>The namespace to join; null where the runtime makes one, or none.</summary>
    public string? NetworkPath { get; init; }

    /// <summary>The mounts of the spec and the generated files, in order; memory files as binds of the files made for them.</summary>
    public required IReadOnlyList<ContainerMount> Mounts { get; init; }

    /// <summary>What this process may hand on.</summary>
    public required HostLimits Host { get; init; }
}
