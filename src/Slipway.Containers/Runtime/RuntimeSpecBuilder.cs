// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Slipway.Native;
using static Slipway.Containers.RuntimeSpec;

namespace Slipway.Containers;

/// <summary>Writes a container's spec as the OCI runtime specification wants it, with Docker's mounts, masks and limits.</summary>
internal static class RuntimeSpecBuilder
{
    private const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private const ulong CpuPeriodMicroseconds = 100_000;

    private static readonly string[] MaskedPaths =
    [
        "/proc/asound", "/proc/acpi", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
        "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap",
    ];

    private static readonly (string Type, HostNamespaces Shared)[] Namespaces = [("pid", HostNamespaces.Processes), ("ipc", HostNamespaces.Ipc), ("uts", HostNamespaces.HostName)];

    private static readonly string[] ReadonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    // What Docker gives a network namespace of its own: a user that isn't root may listen on port 80, and ping.
    private static Dictionary<string, string> NetworkSettings() => new()
    {
        ["net.ipv4.ip_unprivileged_port_start"] = "0",
        ["net.ipv4.ping_group_range"] = $"0 {Math.Min(UserNamespace.LastOf(UserNamespace.MappedGroups) ?? 0, int.MaxValue)}",
    };

    /// <summary>The directories that Docker's mounts lie on in the root file system itself.</summary>
    internal static IReadOnlyList<string> MountedRoots { get; } = ["/proc", "/dev", "/sys"];

    internal static RuntimeSpec Build(ContainerSpec spec, BundleFacts facts) => new()
    {
        Process = BuildProcess(spec, facts),
        Root = new(facts.RootPath, spec.ReadOnlyRoot),
        Hostname = spec.Access.Shares(HostNamespaces.HostName) ? null : spec.EffectiveHostname,
        Mounts = [.. RuntimeMounts.Build(spec, facts.Mounts)],
        Linux = new()
        {
            Namespaces = [.. BuildNamespaces(spec, facts)],
            Sysctl = BuildSettings(spec),
            CgroupsPath = facts.Cgroup,
            Resources = BuildResources(spec),
            Devices = RuntimeDevices.NodesOf(spec.Access) is { Count: > 0 } devices ? devices : null,
            Seccomp = BuildSeccomp(spec),
            MaskedPaths = HasSystemPaths(spec.Access) ? [] : MaskedPaths,
            ReadonlyPaths = HasSystemPaths(spec.Access) ? [] : ReadonlyPaths,
        },
    };

    /// <summary>The environment as the process gets it: one entry a name, the last given one, and a PATH in any case.</summary>
    internal static IReadOnlyList<string> BuildEnvironment(IReadOnlyList<string> environment)
    {
        var byName = new OrderedDictionary<string, string>();
        foreach (var entry in environment)
            byName[entry[..entry.IndexOf('=')]] = entry;
        byName.TryAdd("PATH", DefaultPath);
        return [.. byName.Values];
    }

    /// <summary>Docker's rule: root has the set, another user has none until a set-user-id program or file capability gives it of the bounding set.</summary>
    internal static CapabilitiesPart BuildCapabilities(CapabilitySet set, uint uid)
    {
        var own = uid == 0 ? set.Names : [];
        return new(Bounding: set.Names, Effective: own, Permitted: own, Inheritable: [], Ambient: []);
    }

    private static ProcessPart BuildProcess(ContainerSpec spec, BundleFacts facts) => new()
    {
        Terminal = spec.HasTerminal,
        User = new(facts.User.Uid, facts.User.Gid, facts.User.AdditionalGids),
        Args = spec.Arguments,
        Env = BuildEnvironment([.. spec.Environment, .. spec.SecretEnvironment]),
        Cwd = spec.WorkingDirectory,
        Capabilities = BuildCapabilities(spec.Capabilities.Within(facts.Host.Capabilities), facts.User.Uid),
        Rlimits = [.. spec.ProcessLimits.Select(facts.Host.Clamp).Select(limit => new RlimitPart(limit.Type, limit.Soft, limit.Hard))],
        NoNewPrivileges = spec.NoNewPrivileges,
        OomScoreAdj = facts.Host.OomScoreAdjustmentFor(spec.OomScoreAdjustment),
    };

    private static bool HasSystemPaths(HostAccess access) => access.HasSystemPaths || access.IsPrivileged;

    private static SeccompPart? BuildSeccomp(ContainerSpec spec) => spec.SeccompProfile is { } text
        ? SeccompProfileText.Read(text, spec.Capabilities, RuntimeInformation.OSArchitecture)
        : spec.Seccomp == SeccompFilter.Unconfined ? null : SeccompProfile.DockerDefault(spec.Capabilities, RuntimeInformation.OSArchitecture);

    private static Dictionary<string, string>? BuildSettings(ContainerSpec spec)
    {
        var settings = spec.Network == ContainerNetwork.Host ? [] : NetworkSettings();
        if (spec.DomainName is { } domain && !spec.Access.Shares(HostNamespaces.HostName))
            settings["kernel.domainname"] = domain;
        foreach (var (name, value) in spec.KernelSettings)
            settings[name] = value;
        return settings.Count > 0 ? settings : null;
    }

    private static IEnumerable<NamespacePart> BuildNamespaces(ContainerSpec spec, BundleFacts facts)
    {
        foreach (var (type, _) in Namespaces.Where(space => !spec.Access.Shares(space.Shared)))
            yield return new(type);
        yield return new("mount");
        if (File.Exists("/proc/self/ns/cgroup") && !spec.Access.Shares(HostNamespaces.ControlGroups))
            yield return new("cgroup");
        if (spec.Network != ContainerNetwork.Host)
            yield return new("network", facts.NetworkPath);
    }

    /// <summary>The limits as the runtime takes them for a container that is there.</summary>
    internal static ResourcesPart BuildLimits(ResourceLimits limits) => new()
    {
        Memory = BuildMemory(limits),
        Cpu = BuildCpu(limits),
        Pids = limits.Pids is { } pids ? new(pids) : null,
    };

    private static ResourcesPart BuildResources(ContainerSpec spec) => BuildLimits(spec.Resources) with { Devices = RuntimeDevices.RulesOf(spec.Access) };

    private static MemoryPart? BuildMemory(ResourceLimits limits)
    {
        var part = new MemoryPart(limits.MemoryBytes, limits.MemoryBytes is { } memory ? SwapOf(limits, memory) : null, limits.MemoryReservationBytes, limits.MemorySwappiness);
        return part == new MemoryPart(null, null, null, null) ? null : part;
    }

    // What was asked for is not dropped in silence.
    private static long? SwapOf(ResourceLimits limits, long memory) => Cgroups.CountsSwap ? limits.MemoryAndSwapBytes ?? memory
        : limits.MemoryAndSwapBytes is null ? null
        : throw new ExecutionException("This machine's kernel does not count swap, so memory and swap together can't be limited. Limit the memory alone, or boot with swapaccount=1.") { Program = "runc" };

    private static CpuPart? BuildCpu(ResourceLimits limits)
    {
        var (quota, period) = limits.Cpus is { } cpus
            ? ((long)(cpus * CpuPeriodMicroseconds), CpuPeriodMicroseconds) : (limits.CpuQuota, limits.CpuPeriod);
        var part = new CpuPart(quota, period, limits.CpuShares, limits.CpuSet, limits.MemoryNodes);
        return part == new CpuPart(null, null, null, null, null) ? null : part;
    }
}
