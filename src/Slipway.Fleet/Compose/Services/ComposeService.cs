// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>A service of a Compose project: one container. What is null is the image's.</summary>
public sealed record ComposeService
{
    /// <summary>Its name in the file.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public required SourcePlace Place { get; init; }

    /// <summary>The name of its container: <c>project-service-1</c> unless the file says otherwise.</summary>
    public required string ContainerName { get; init; }

    /// <summary>The image: what the file names, or <c>project-service</c> for one that is built.</summary>
    public string Image { get; init; } = "";

    /// <summary>The target that builds the image; null for one that isn't built.</summary>
    public string? Target { get; init; }

    /// <summary>When the image is asked for at its registry. The default is where it isn't here.</summary>
    public ComposePull Pull { get; init; }

    /// <summary>What the image is to run on; null is this machine's platform.</summary>
    public Platform? Platform { get; init; }

    /// <summary>In place of the image's entry point.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>In place of the image's command.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Variables over the image's; those of files first.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>Variables of files, which <see cref="Environment"/> has already once the file is read.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> FileEnvironment { get; init; } = [];

    /// <summary>The absolute directory that it starts in.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Who runs it.</summary>
    public string? User { get; init; }

    /// <summary>The signal that asks it to end.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Its check, over the image's; null where the file says nothing.</summary>
    public ComposeHealth? Health { get; init; }

    /// <summary>Labels over the image's.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>What it depends on, in the order of the file.</summary>
    public IReadOnlyList<ComposeDependency> DependsOn { get; init; } = [];

    /// <summary>The profiles that it runs in; empty for all.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>Its network.</summary>
    public ComposeNetworkUse Network { get; init; } = new ComposeNetworkUse.Shared(new Dictionary<string, IReadOnlyList<string>> { ["default"] = [] });

    /// <summary>Whether one of its networks leads out of this machine. The default is true.</summary>
    public bool HasWayOut { get; init; } = true;

    /// <summary>Whom it reaches by name.</summary>
    public IReadOnlyList<ComposeLink> Links { get; init; } = [];

    /// <summary>Services and containers that the file links to by hand, <c>name[:alias]</c>.</summary>
    internal IReadOnlyList<string> NamedLinks { get; init; } = [];

    /// <summary>Services whose mounts it has too, <c>name[:ro]</c>.</summary>
    internal IReadOnlyList<string> MountsFrom { get; init; } = [];

    /// <summary>Folders of the host that are made where they are missing, for binds.</summary>
    public IReadOnlyList<string> FoldersToMake { get; init; } = [];

    /// <summary>Volumes that it mounts, by the names that they have in the file.</summary>
    public IReadOnlyList<string> VolumeKeys { get; init; } = [];

    /// <summary>What the file says of the container beside all that; its image, name, program and labels count for nothing.</summary>
    public required ContainerDefinition Container { get; init; }

    /// <summary>Powers of root that it has beside Docker's set.</summary>
    internal IReadOnlyList<string> AddedCapabilities { get; init; } = [];

    /// <summary>Powers of root that it lacks of Docker's set.</summary>
    internal IReadOnlyList<string> DroppedCapabilities { get; init; } = [];

    internal ComposeService With(Func<ContainerDefinition, ContainerDefinition> change) => this with { Container = change(Container) };

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
