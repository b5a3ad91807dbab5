// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using static Slipway.Containers.RuntimeSpec;

namespace Slipway.Containers;

/// <summary>Docker's own mounts in a container, and those of its spec.</summary>
internal static class RuntimeMounts
{
    private static readonly MountPart[] DockerMounts =
    [
        new("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
        new("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
        new("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
        new("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),
    ];

    private static readonly string[] SystemOptions = ["nosuid", "noexec", "nodev"];

    /// <summary>The mounts, in order.</summary>
    internal static IEnumerable<MountPart> Build(ContainerSpec spec, IReadOnlyList<ContainerMount> mounts)
    {
        // Who mounts something of his own there means it.
        var own = mounts.Select(static mount => mount.Target).ToHashSet();
        return [.. DockerMounts.Concat(SharedMemory(spec)).Where(mount => !own.Contains(mount.Destination)), .. SystemMounts(spec), .. mounts.Select(Build)];
    }

    private static IEnumerable<MountPart> SharedMemory(ContainerSpec spec)
    {
        if (!spec.Access.HasSharedMemory)
            yield break;
        yield return spec.Access.Shares(HostNamespaces.Ipc)
            ? new("/dev/shm", "bind", "/dev/shm", ["rbind", "rprivate", "rw"])
            : new("/dev/shm", "tmpfs", "shm", ["nosuid", "noexec", "nodev", "mode=1777", spec.SharedMemoryBytes is { } bytes ? $"size={bytes}" : "size=65536k"]);
    }

    // The machine's network has its sysfs, which a user namespace cannot mount anew, and no control groups of its own to show: there the host's is bound.
    private static IEnumerable<MountPart> SystemMounts(ContainerSpec spec)
    {
        var access = spec.Access.IsPrivileged ? "rw" : "ro";
        if (!UserNamespace.IsInitial && spec.Network == ContainerNetwork.Host)
        {
            yield return new("/sys", "none", "/sys", ["rbind", "rprivate", .. SystemOptions, access]);
            yield break;
        }
        yield return new("/sys", "sysfs", "sysfs", [.. SystemOptions, access]);
        if (UserNamespace.IsInitial)
            yield return new("/sys/fs/cgroup", "cgroup", "cgroup", [.. SystemOptions, "relatime", access]);
    }

    private static MountPart Build(ContainerMount mount) => mount switch
    {
        // "ro" reaches the mount itself and not those below it, so those are left out.
        ContainerMount.Bind { Access: BindAccess.ReadOnly } bind => new(bind.Target, "bind", bind.Source, ["bind", WordOf(bind.Propagation), "ro", .. LockedOptions.Of(bind.Source)]),
        ContainerMount.Bind bind => new(bind.Target, "bind", bind.Source, ["rbind", WordOf(bind.Propagation), "rw"]),
        ContainerMount.Tmpfs tmpfs => new(tmpfs.Target, "tmpfs", "tmpfs",
        [
            "nosuid", "nodev", .. tmpfs.AllowsExecution ? (string[])[] : ["noexec"], $"mode={Convert.ToString(tmpfs.Mode, 8)}",
            .. tmpfs.SizeBytes is { } size ? [$"size={size}"] : (string[])[], .. tmpfs.Options.Split(',', StringSplitOptions.RemoveEmptyEntries),
        ]),
        _ => throw new InvalidOperationException($"The mount '{mount.Target}' has no source in the host's file system."),
    };

    private static string WordOf(MountPropagation propagation) => propagation == MountPropagation.FromHost ? "rslave" : "rprivate";
}
