// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Build;

namespace Slipway.Fleet;

/// <summary>What else a target's build is told: where its image goes, and what its steps see.</summary>
public sealed record FleetTargetBuild
{
    /// <summary>Where the image goes; none is the local store.</summary>
    public IReadOnlyList<BuildOutput> Outputs { get; init; } = [];

    /// <summary>Secrets, by id.</summary>
    public IReadOnlyDictionary<string, SecretSource> Secrets { get; init; } = new Dictionary<string, SecretSource>();

    /// <summary>SSH agents, by id.</summary>
    public IReadOnlyDictionary<string, SshSource> SshAgents { get; init; } = new Dictionary<string, SshSource>();

    /// <summary>The network of RUN steps. The default is the engine's, which is the host's of our own.</summary>
    public StepNetwork Network { get; init; } = StepNetwork.Default;

    /// <summary>Names for the /etc/hosts of RUN steps.</summary>
    public IReadOnlyDictionary<string, IPAddress> ExtraHosts { get; init; } = new Dictionary<string, IPAddress>();

    /// <summary>Caches from elsewhere that the fleet's build takes results from.</summary>
    public IReadOnlyList<CacheImport> CacheImports { get; init; } = [];

    /// <summary>Where what the fleet's build comes to is carried, one manifest for all its targets.</summary>
    public IReadOnlyList<CacheExport> CacheExports { get; init; } = [];

    /// <summary>The stages that no cache is used for.</summary>
    public IReadOnlyList<string> NoCacheStages { get; init; } = [];

    /// <summary>Annotations, each at its place.</summary>
    public IReadOnlyList<PlacedAnnotation> Annotations { get; init; } = [];
}
