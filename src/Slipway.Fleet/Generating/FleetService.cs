// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Something that runs: a module of a fleet, or an image of it, with all that Compose and Kubernetes are told of it.</summary>
internal sealed record FleetService
{
    /// <summary>Its name: of a module its own, else the target's. A DNS label.</summary>
    internal required string Name { get; init; }

    /// <summary>The image, by its fullest tag.</summary>
    internal required ImageReference Image { get; init; }

    /// <summary>Its version for people; null is not known.</summary>
    internal string? Version { get; init; }

    /// <summary>What is known of the image.</summary>
    internal required ImageFacts Facts { get; init; }

    /// <summary>Where it stands in the fleet.</summary>
    internal required SourcePlace Place { get; init; }

    /// <summary>The ports, in the order of the file.</summary>
    internal IReadOnlyList<ServicePort> Ports { get; init; } = [];

    /// <summary>The variables, in the order of the file.</summary>
    internal IReadOnlyList<ServiceVariable> Environment { get; init; } = [];

    /// <summary>The volumes of the module.</summary>
    internal IReadOnlyList<ServiceVolume> Volumes { get; init; } = [];

    /// <summary>The health check: the module's, else the image's; null is not known.</summary>
    internal ImageHealth? Health { get; init; }

    /// <summary>Whether the module says it itself, so that the image's doesn't count.</summary>
    internal bool HasOwnHealth { get; init; }

    /// <summary>What it may use.</summary>
    internal required ServiceLimits Limits { get; init; }

    /// <summary>The services that it needs.</summary>
    internal IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>Its network, as the module says; null is the usual one.</summary>
    internal string? Network { get; init; }

    /// <summary>Whether it is shut in as modules are: read-only, without powers. A module may say that it isn't.</summary>
    internal bool IsStrict { get; init; } = true;

    /// <summary>Whether a health check of it can be waited for.</summary>
    internal bool CanBeHealthy => Health is not null || (!HasOwnHealth && Facts.HasHealth);
}
