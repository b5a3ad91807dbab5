// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>One image to build, for one or more platforms.</summary>
public sealed record BuildTarget
{
    /// <summary>What people and other targets of the request know it by; unique in its request.</summary>
    public required string Name { get; init; }

    /// <summary>What it is made from.</summary>
    public required ImageSource Source { get; init; }

    /// <summary>The absolute folder that COPY and ADD read; null where there is none, and then reading from it is an error at the instruction.</summary>
    public string? Context { get; init; }

    /// <summary>More contexts by name. A name may replace a stage, a base image, or a source of COPY and mounts.</summary>
    public IReadOnlyDictionary<string, NamedContext> Contexts { get; init; } = new Dictionary<string, NamedContext>();

    /// <summary>
    /// The targets of the request that names in the Dockerfile may stand for, by their names; null, the default, is every one, and none means that
    /// names are looked for in the store and at registries alone. What <see cref="Contexts"/> names holds all the same.
    /// </summary>
    public IReadOnlyList<string>? LinkedTargets { get; init; }

    /// <summary>The stage to build, by name; null is the last one.</summary>
    public string? Stage { get; init; }

    /// <summary>Values for ARG, by name.</summary>
    public IReadOnlyDictionary<string, string> Args { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels set at the end, over those of the Dockerfile.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Annotations of the manifest of each platform.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Annotations beside those, each at its place.</summary>
    public IReadOnlyList<PlacedAnnotation> PlacedAnnotations { get; init; } = [];

    /// <summary>The platforms to build for; none stands for this machine's. More than one make an index.</summary>
    public IReadOnlyList<Platform> Platforms { get; init; } = [];

    /// <summary>The names that the image gets in the local store when it is whole; with none it is kept without a name.</summary>
    public IReadOnlyList<ImageReference> Tags { get; init; } = [];

    /// <summary>The names that single platforms of the image get in the local store beside those, when all of it is whole. The default is none.</summary>
    public IReadOnlyList<PlatformName> PlatformNames { get; init; } = [];

    /// <summary>Where the image goes. The default is the local store alone; with other outputs and without <see cref="ImageStoreOutput"/> the store gets no name.</summary>
    public IReadOnlyList<BuildOutput> Outputs { get; init; } = [new ImageStoreOutput()];

    /// <summary>Values for <c>RUN --mount=type=secret</c>, by id.</summary>
    public IReadOnlyDictionary<string, SecretSource> Secrets { get; init; } = new Dictionary<string, SecretSource>();

    /// <summary>SSH agents for <c>RUN --mount=type=ssh</c> and for git over ssh, by id.</summary>
    public IReadOnlyDictionary<string, SshSource> SshAgents { get; init; } = new Dictionary<string, SshSource>();

    /// <summary>The network of RUN steps without a --network of their own. The default is the engine's, which is the host's.</summary>
    public StepNetwork Network { get; init; } = StepNetwork.Default;

    /// <summary>Whether every step runs, whatever the cache holds. The default is false.</summary>
    public bool NoCache { get; init; }

    /// <summary>The stages, by name, whose steps run whatever the cache holds. The default is none.</summary>
    public IReadOnlyList<string> NoCacheStages { get; init; } = [];

    /// <summary>Names for the /etc/hosts of RUN steps, with their addresses. The default is none.</summary>
    public IReadOnlyDictionary<string, System.Net.IPAddress> ExtraHosts { get; init; } = new Dictionary<string, System.Net.IPAddress>();

    /// <summary>Whether base images are looked up in their registry even where the local store has them. The default is false.</summary>
    public bool Pull { get; init; }

    internal RemoteAccess Access => new() { Secrets = Secrets, SshAgents = SshAgents };
}
