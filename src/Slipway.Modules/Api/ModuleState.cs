// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>A module as it is now: A64's fields, and a few of ours.</summary>
public record ModuleState
{
    /// <summary>Its name.</summary>
    public required string ModuleName { get; init; }

    /// <summary>The name that people see.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What it is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>The image as it was asked for.</summary>
    public required string DockerImage { get; init; }

    /// <summary>The digest of the manifest that runs; null before it is known.</summary>
    public string? ImageDigest { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary><c>installing</c>, <c>running</c>, <c>stopped</c>, <c>error</c> or <c>uninstalling</c>; measured.</summary>
    public required string Status { get; init; }

    /// <summary><c>healthy</c>, <c>unhealthy</c>, or <c>unknown</c> where no check has told yet or there is none.</summary>
    public required string Health { get; init; }

    /// <summary>Its container; null while there is none.</summary>
    public string? ContainerId { get; init; }

    /// <summary>The container's name for people.</summary>
    public string? ContainerName { get; init; }

    /// <summary>Its published ports, <c>host:container</c>, on 127.0.0.1.</summary>
    public IReadOnlyList<string> Ports { get; init; } = [];

    /// <summary>Always null: routes are not supported.</summary>
    public string? RoutePrefix { get; init; }

    /// <summary>Cores; null is no limit of its own.</summary>
    public string? CpuLimit { get; init; }

    /// <summary>Memory, <c>512m</c>.</summary>
    public string? MemoryLimit { get; init; }

    /// <summary>Modules that it needs.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary><c>strict</c> or <c>relaxed</c>.</summary>
    public string? SecurityProfile { get; init; }

    /// <summary>What its license came to when it was installed: <c>valid</c> or <c>test</c>.</summary>
    public string? License { get; init; }

    /// <summary>Who installed it.</summary>
    public string? InstalledByEmail { get; init; }

    /// <summary>When it was installed.</summary>
    public DateTimeOffset? InstalledAt { get; init; }

    /// <summary>When it last became another.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>What is wrong; null where nothing is.</summary>
    public string? ErrorMessage { get; init; }
}
