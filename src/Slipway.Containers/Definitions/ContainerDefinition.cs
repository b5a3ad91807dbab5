// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>
/// What was asked for when a container was made by hand: enough to make it again, as long as its image is there. It never changes but for its name and its restart policy.
/// </summary>
public sealed record ContainerDefinition
{
    /// <summary>Its id: 64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, no other's.</summary>
    public required string Name { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The image as it was named.</summary>
    public required string Image { get; init; }

    /// <summary>The image's manifest, which counts from then on.</summary>
    public required Descriptor Manifest { get; init; }

    /// <summary>What the image runs on.</summary>
    public required Platform Platform { get; init; }

    /// <summary>The entry point; empty where there is none.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>The command, or the entry point's arguments.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The environment, NAME=value, the image's included.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>The directory it starts in. The default is "/".</summary>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Who runs it, <c>user[:group]</c>. The default, "", is root.</summary>
    public string User { get; init; } = "";

    /// <summary>Its host name; null is the beginning of its id.</summary>
    public string? Hostname { get; init; }

    /// <summary>The domain that it is in; null is none.</summary>
    public string? DomainName { get; init; }

    /// <summary>Groups that its user is in beside its own, names or numbers.</summary>
    public IReadOnlyList<string> AdditionalGroups { get; init; } = [];

    /// <summary>Labels by name, the image's included.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Its network. The default is one of its own.</summary>
    public DefinedNetwork Network { get; init; } = DefinedNetwork.Own;

    /// <summary>What of it is published on the host.</summary>
    public IReadOnlyList<PublishedPort> Ports { get; init; } = [];

    /// <summary>Which ports its image and its command line say it listens on, <c>80/tcp</c>.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>Other containers that it reaches by name.</summary>
    public IReadOnlyList<DefinedLink> Links { get; init; } = [];

    /// <summary>More names for /etc/hosts, with their addresses.</summary>
    public IReadOnlyDictionary<string, string> ExtraHosts { get; init; } = new Dictionary<string, string>();

    /// <summary>What its resolv.conf says over what it would say anyway.</summary>
    public ResolverSettings Resolver { get; init; } = ResolverSettings.None;

    /// <summary>What is mounted.</summary>
    public IReadOnlyList<DefinedMount> Mounts { get; init; } = [];

    /// <summary>Which of root's powers it has, by their full names. The default is Docker's set.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = CapabilitySet.DockerDefault.Names;

    /// <summary>Which system calls it has. The default is Docker's profile.</summary>
    public SeccompFilter Seccomp { get; init; } = SeccompFilter.DockerDefault;

    /// <summary>A seccomp profile in Docker's form, JSON, over <see cref="Seccomp"/>; null is none.</summary>
    public string? SeccompProfile { get; init; }

    /// <summary>What of the host it gets beyond Docker's defaults. The default is nothing.</summary>
    public HostAccess Access { get; init; } = HostAccess.None;

    /// <summary>Settings of the kernel for it alone, by name.</summary>
    public IReadOnlyDictionary<string, string> KernelSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>How much sooner (up to 1000) or later (down to -1000) it is killed when the host is out of memory. The default is 0.</summary>
    public int OomScoreAdjustment { get; init; }

    /// <summary>The control group below which it gets its own; null is ours.</summary>
    public string? CgroupParent { get; init; }

    /// <summary>Whether set-user-id programs and file capabilities have no effect in it. The default is false, as with Docker.</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>How far it is shut in. The default is as with Docker.</summary>
    public ContainerProfile Profile { get; init; }

    /// <summary>Whether nothing but mounts can be written. The default is false.</summary>
    public bool ReadOnlyRoot { get; init; }

    /// <summary>How much it may use. The default is no limit.</summary>
    public ResourceLimits Resources { get; init; } = ResourceLimits.None;

    /// <summary>Limits of each of its processes.</summary>
    public IReadOnlyList<ProcessLimit> ProcessLimits { get; init; } = [ProcessLimit.DefaultOpenFiles];

    /// <summary>How many bytes /dev/shm holds; null is 64 MiB.</summary>
    public long? SharedMemoryBytes { get; init; }

    /// <summary>Whether a small init is its first process, which passes signals on and reaps what others leave. The default is false.</summary>
    public bool HasInit { get; init; }

    /// <summary>Whether it has a terminal. The default is false.</summary>
    public bool HasTerminal { get; init; }

    /// <summary>Whether its standard input stays open for who attaches. The default is false: it reads nothing.</summary>
    public bool HasInput { get; init; }

    /// <summary>Whether its input ends with that of the first who is attached to it. The default is false: it stays open for the next.</summary>
    public bool HasInputOnce { get; init; }

    /// <summary>How it is told to be well; null where there is no check.</summary>
    public HealthCheckConfig? HealthCheck { get; init; }

    /// <summary>What is done when its check says that it is unhealthy. The default is nothing, as with Docker.</summary>
    public UnhealthyAction OnUnhealthy { get; init; }

    /// <summary>The shell of checks in shell form; null is /bin/sh -c.</summary>
    public IReadOnlyList<string>? Shell { get; init; }

    /// <summary>The signal that asks it to end, <c>SIGTERM</c>; null is SIGTERM.</summary>
    public string? StopSignal { get; init; }

    /// <summary>How long it has to end after that signal. The default is 10 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When it is started again. The default is never.</summary>
    public RestartPolicy Restart { get; init; } = RestartPolicy.No;

    /// <summary>Whether it is taken away when it has ended, with its volumes that have no name. The default is false.</summary>
    public bool RemovesItself { get; init; }

    /// <summary>How much is kept of its log.</summary>
    public ContainerLogOptions Log { get; init; } = ContainerLogOptions.Default;
}
