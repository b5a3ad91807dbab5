// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;

namespace Slipway.Fleet;

/// <summary>The keys that say how much a service may use.</summary>
internal static class ServiceLimitKeys
{
    private const double SharesOfOneCpu = 1024;

    internal static IReadOnlyList<ServiceKey> All { get; } =
    [
        Limit("cpus", "processors' worth of time", static (limits, node) => limits with { Cpus = node.Fraction() is > 0 and var cpus ? cpus : null }),
        Limit("cpu_shares", "the weight where processors are short", static (limits, node) => limits with { CpuShares = (ulong)node.Number() is > 0 and var shares ? shares : null }),
        Limit("cpu_quota", "microseconds in each `cpu_period`", static (limits, node) => limits with { CpuQuota = node.Number() is > 0 and var quota ? quota : null }),
        Limit("cpu_period", "the period of `cpu_quota`", static (limits, node) => limits with { CpuPeriod = (ulong)node.Number() is > 0 and var period ? period : null }),
        Limit("cpuset", "the processors that it may run on", static (limits, node) => limits with { CpuSet = node.Text() }),
        Limit("mem_limit", "memory and swap together, unless `memswap_limit` says otherwise", static (limits, node) => limits with { MemoryBytes = Size(node) }),
        Limit("mem_reservation", "what it is held to while the machine is short of memory", static (limits, node) => limits with { MemoryReservationBytes = Size(node) }),
        Limit("mem_swappiness", "with control groups of version 1 alone", static (limits, node) => limits with { MemorySwappiness = (int)node.Number(0, 100) }),
        Limit("memswap_limit", "memory and swap together; -1 is as much swap as there is", static (limits, node) => limits with { MemoryAndSwapBytes = node.Text() == "-1" ? -1 : Size(node) }),
        Limit("pids_limit", "processes and threads; -1 is any number", static (limits, node) => limits with { Pids = Pids(node) }),
        new("deploy", "`replicas: 1`, `mode: replicated`, `resources` (limits of `cpus`, `memory`, `pids`; reservations of `memory`, and of `cpus` as a weight), `restart_policy` with `condition` and `max_attempts`; what is for clusters is refused", static (service, node, _) => ReadDeploy(service, node)),
        new("oom_score_adj", "-1000 to 1000", static (service, node, _) => service.With(container => container with { OomScoreAdjustment = (int)node.Number(-1000, 1000) })),
        new("shm_size", "the size of /dev/shm", static (service, node, _) => service.With(container => container with { SharedMemoryBytes = Size(node) })),
        new("ulimits", "a number, or `soft` and `hard`", static (service, node, _) => service.With(container => container with { ProcessLimits = ReadProcessLimits(container, node) })),
        new("cgroup_parent", "the control group above its own", static (service, node, _) => service.With(container => container with { CgroupParent = "/" + node.Text().Trim('/') })),
    ];

    private static ServiceKey Limit(string name, string remark, Func<ResourceLimits, ComposeNode, ResourceLimits> read) =>
        new(name, remark, (service, node, _) => service.With(container => container with { Resources = node.At(() => read(container.Resources, node)) }));

    private static long? Size(ComposeNode node) => ComposeSizes.Parse(node) is > 0 and var size ? size : null;

    private static int? Pids(ComposeNode node) => node.Number(-1, int.MaxValue) is > 0 and var count ? (int)count : null;

    private static List<ProcessLimit> ReadProcessLimits(ContainerDefinition container, ComposeNode node)
    {
        var own = node.Entries.Select(static entry => ReadLimit(entry.Key, entry.Value)).ToList();
        return [.. container.ProcessLimits.Where(standard => own.All(limit => limit.Type != standard.Type)), .. own];
    }

    private static ProcessLimit ReadLimit(string name, ComposeNode node)
    {
        if (!node.IsText)
            node.Fields("a limit of processes", ["soft", "hard"]);
        var soft = node.IsText ? node : node["soft"] ?? throw node.Refuse("a number, or a map with 'soft' and 'hard'");
        var hard = node.IsText ? node : node["hard"] ?? throw node.Refuse("a number, or a map with 'soft' and 'hard'");
        var limit = node.At(() => new ProcessLimit($"RLIMIT_{name.ToUpperInvariant()}", Of(soft), Of(hard)));
        return limit.Soft <= limit.Hard ? limit : throw new HclException(soft.Place, $"the soft limit of '{name}' is above its hard limit", "a process may raise the soft one up to the hard one; write a smaller one");

        static ulong Of(ComposeNode value) => value.Number(-1) is >= 0 and var number ? (ulong)number : ulong.MaxValue;
    }

    private static ComposeService ReadDeploy(ComposeService service, ComposeNode node)
    {
        foreach (var (key, value) in node.Fields("'deploy'", ["mode", "replicas", "resources", "restart_policy"],
            ("labels", "they are not the container's; write labels of the service"), ("endpoint_mode", ServiceKeys.Clusters), ("placement", ServiceKeys.Clusters),
            ("rollback_config", ServiceKeys.Clusters), ("update_config", ServiceKeys.Clusters)))
        {
            service = key switch
            {
                "replicas" => ServiceLifeKeys.RequireOne(service, value),
                "resources" => ReadResources(service, value),
                "restart_policy" => service.With(container => container with { Restart = ReadRestart(value) }),
                _ => value.Text() == "replicated" ? service : throw new HclException(value.Place, $"the mode '{value.Text()}' is not supported", "write replicated, or leave it out"),
            };
        }
        return service;
    }

    private static RestartPolicy ReadRestart(ComposeNode node)
    {
        const string Waits = "a restart waits 100 ms, then twice as long each time, a minute at most; leave it out";
        node.Fields("'restart_policy'", ["condition", "max_attempts"], ("delay", Waits), ("window", Waits));
        var times = node["max_attempts"] is { } most ? (int?)most.Number(0, int.MaxValue) : null;
        return node["condition"]?.Text() switch
        {
            "none" => RestartPolicy.No,
            "on-failure" => new(RestartMode.OnFailure, times is 0 ? null : times),
            null or "any" when times is null => new(RestartMode.Always),
            null or "any" => throw new HclException(node["max_attempts"]!.Place, "restarts are counted for the condition 'on-failure' alone", "write condition: on-failure, or leave max_attempts out"),
            var other => throw new HclException(node["condition"]!.Place, $"the condition '{other}' of a restart is not known", "write none, on-failure or any"),
        };
    }

    private static ComposeService ReadResources(ComposeService service, ComposeNode node)
    {
        foreach (var (part, limits) in node.Fields("'resources'", ["limits", "reservations"]))
        {
            var (whose, refused) = ($"'{part}'", ("devices", "give the device nodes by devices of the service"));
            foreach (var (key, value) in part == "limits" ? limits.Fields(whose, ["cpus", "memory", "pids"]) : limits.Fields(whose, ["cpus", "memory"], refused, ("generic_resources", ServiceKeys.Clusters)))
                service = service.With(container => container with { Resources = value.At(() => part == "limits" ? Limited(container.Resources, key, value) : Reserved(container.Resources, key, value)) });
        }
        return service;
    }

    private static ResourceLimits Limited(ResourceLimits limits, string key, ComposeNode node) => key switch
    {
        "cpus" => limits with { Cpus = Agree(limits.Cpus, node.Fraction() is > 0 and var cpus ? cpus : null, node, "cpus") },
        "memory" => limits with { MemoryBytes = Agree(limits.MemoryBytes, Size(node), node, "mem_limit") },
        _ => limits with { Pids = Agree(limits.Pids, Pids(node), node, "pids_limit") },
    };

    private static ResourceLimits Reserved(ResourceLimits limits, string key, ComposeNode node) => key == "memory"
        ? limits with { MemoryReservationBytes = Agree(limits.MemoryReservationBytes, Size(node), node, "mem_reservation") }
        : limits with { CpuShares = limits.CpuShares ?? (ulong)Math.Max(2, Math.Round(node.Fraction() * SharesOfOneCpu)) };

    private static T? Agree<T>(T? own, T? deployed, ComposeNode node, string key) where T : struct, IEquatable<T> =>
        own is null || deployed is null || own.Value.Equals(deployed.Value) ? deployed ?? own : throw new HclException(node.Place, $"this is another limit than '{key}' of the service says", "leave one of them out");
}
