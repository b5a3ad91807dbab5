// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Every key of a Compose service, by subject; the reader goes by it, and so does the table of the documentation.</summary>
internal static class ServiceKeys
{
    private const string ForClusters = "it is for clusters of machines; leave it out";
    private const string ForWindows = "it is for Windows; leave it out";

    private static readonly IReadOnlyList<ServiceKey> Refused =
    [
        ServiceKey.Refused("annotations", "annotations reach nobody; write labels"),
        ServiceKey.Refused("blkio_config", "block devices are not limited; give the service a disk of its own, or leave it out"),
        ServiceKey.Refused("cpu_count", ForWindows + ", or write cpus"),
        ServiceKey.Refused("cpu_percent", ForWindows + ", or write cpus"),
        ServiceKey.Refused("cpu_rt_period", "real-time scheduling is not handed on; leave it out"),
        ServiceKey.Refused("cpu_rt_runtime", "real-time scheduling is not handed on; leave it out"),
        ServiceKey.Refused("credential_spec", ForWindows),
        ServiceKey.Refused("gpus", "give the device nodes by devices"),
        ServiceKey.Refused("isolation", ForWindows),
        ServiceKey.Refused("mac_address", "services share no network with addresses of its own; leave it out"),
        ServiceKey.Refused("models", "no models are run; run one as a service"),
        ServiceKey.Refused("oom_kill_disable", "a service without memory would hang and nobody would be told; leave it out"),
        ServiceKey.Refused("post_start", "let the service's program do it, or a service of its own that this one depends on"),
        ServiceKey.Refused("pre_stop", "let the service's program do it when it gets its stop_signal"),
        ServiceKey.Refused("provider", "every service is a container; leave it out"),
        ServiceKey.Refused("pull_refresh_after", "write pull_policy: always or missing"),
        ServiceKey.Refused("runtime", "the OCI runtime that works on this machine is taken; leave it out"),
        ServiceKey.Refused("storage_opt", "a container's files have no limit of their own; give it a volume on a disk of its size"),
        ServiceKey.Refused("use_api_socket", "there is no Docker daemon whose socket could be handed on; leave it out"),
    ];

    /// <summary>All keys, by name.</summary>
    internal static IReadOnlyList<ServiceKey> All { get; } =
        [.. ServiceImageKeys.All.Concat(ServiceProgramKeys.All).Concat(ServiceLifeKeys.All).Concat(ServiceLimitKeys.All).Concat(ServiceSecurityKeys.All)
            .Concat(ServiceMountKeys.All).Concat(ServiceNetworkKeys.All).Concat(Refused).OrderBy(static key => key.Name, StringComparer.Ordinal)];

    // What others are read by comes first, whatever the order of the file.
    private static readonly string[] First = ["networks", "network_mode", "ipc", "privileged", "labels"], Last = ["deploy"];

    /// <summary>When a key is read.</summary>
    internal static int TurnOf(string name) => First.Contains(name) ? 0 : Last.Contains(name) ? 2 : 1;

    /// <summary>The key of that name; null if Compose has none.</summary>
    internal static ServiceKey? Find(string name) => All.FirstOrDefault(key => key.Name == name);

    /// <summary>Why what is for clusters is refused.</summary>
    internal static string Clusters => ForClusters;
}
