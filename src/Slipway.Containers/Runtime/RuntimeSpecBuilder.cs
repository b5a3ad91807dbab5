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

    private static readonly string[] ReadonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    private static readonly MountPart[] DockerMounts =
    [
        new("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
        new("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
        new("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
        new("/dev/shm", "tmpfs", "shm", ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]),
        new("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),
    ];

    private static readonly string[] SystemOptions = ["nosuid", "noexec", "nodev", "ro"];

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
        Hostname = spec.EffectiveHostname,
        Mounts = [.. DockerMounts.Select(mount => Sized(mount, spec)), .. SystemMounts(spec.Network), .. facts.Mounts.Select(BuildMount)],
        Linux = new()
        {
            Namespaces = [.. BuildNamespaces(spec, facts)],
            Sysctl = spec.Network == ContainerNetwork.Host ? null : NetworkSettings(),
            CgroupsPath = facts.Cgroup,
            Resources = BuildResources(spec.Resources),
            Seccomp = spec.Seccomp == SeccompFilter.Unconfined
                ? null : SeccompProfile.DockerDefault(spec.Capabilities, RuntimeInformation.OSArchitecture),
            MaskedPaths = MaskedPaths,
            ReadonlyPaths = ReadonlyPaths,
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

    // The machine's network has its sysfs, which a user namespace cannot mount anew, and no control groups of its own to show: there the host's is bound.
    private static IEnumerable<MountPart> SystemMounts(ContainerNetwork network)
    {
        if (!UserNamespace.IsInitial && network == ContainerNetwork.Host)
        {
            yield return new("/sys", "none", "/sys", ["rbind", "rprivate", .. SystemOptions]);
            yield break;
        }
        yield return new("/sys", "sysfs", "sysfs", SystemOptions);
        if (UserNamespace.IsInitial)
            yield return new("/sys/fs/cgroup", "cgroup", "cgroup", ["nosuid", "noexec", "nodev", "relatime", "ro"]);
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
        OomScoreAdj = spec.OomScoreAdjustment == 0 ? null : spec.OomScoreAdjustment,
    };

    private static IEnumerable<NamespacePart> BuildNamespaces(ContainerSpec spec, BundleFacts facts)
    {
        foreach (var type in (string[])["pid", "ipc", "uts", "mount"])
            yield return new(type);
        if (File.Exists("/proc/self/ns/cgroup"))
            yield return new("cgroup");
        if (spec.Network != ContainerNetwork.Host)
            yield return new("network", facts.NetworkPath);
    }

    private static MountPart Sized(MountPart mount, ContainerSpec spec) => mount.Destination == "/dev/shm" && spec.SharedMemoryBytes is { } bytes
        ? mount with { Options = [.. mount.Options.Where(static option => !option.StartsWith("size=", StringComparison.Ordinal)), $"size={bytes}"] } : mount;

    private static MountPart BuildMount(ContainerMount mount) => mount switch
    {
        // "ro" reaches the mount itself and not those below it, so those are left out.
        ContainerMount.Bind { Access: BindAccess.ReadOnly } bind => new(bind.Target, "bind", bind.Source, ["bind", "rprivate", "ro", .. LockedOptions.Of(bind.Source)]),
        ContainerMount.Bind bind => new(bind.Target, "bind", bind.Source, ["rbind", "rprivate", "rw"]),
        ContainerMount.Tmpfs tmpfs => new(tmpfs.Target, "tmpfs", "tmpfs",
            ["nosuid", "nodev", .. tmpfs.AllowsExecution ? (string[])[] : ["noexec"], $"mode={Convert.ToString(tmpfs.Mode, 8)}", .. tmpfs.SizeBytes is { } size ? [$"size={size}"] : (string[])[]]),
        _ => throw new InvalidOperationException($"The mount '{mount.Target}' has no source in the host's file system."),
    };

    private static ResourcesPart BuildResources(ResourceLimits limits) => new()
    {
        // The runtime allows /dev/null and its like by itself.
        Devices = [new(false, "rwm")],
        Memory = limits.MemoryBytes is { } memory ? new(memory, SwapOf(limits, memory)) : null,
        Cpu = BuildCpu(limits),
        Pids = limits.Pids is { } pids ? new(pids) : null,
    };

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
