// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>
/// What a program gets that is trusted with nothing: a user other than root, none of root's powers and no way to any, a root that can't be written, empty folders in memory
/// in which it may write, limits, and a network without a way out. Modules have it unless somebody with the right says otherwise; containers by hand where it is asked for.
/// </summary>
public static class StrictProfile
{
    /// <summary>How many processes and threads it has where nothing else is asked for.</summary>
    public const int DefaultPids = 256;

    /// <summary>How much memory it has where nothing else is asked for: 512 MiB.</summary>
    public const long DefaultMemoryBytes = 512L * 1024 * 1024;

    private const int Everyones = 0x3FF;

    /// <summary>The folders in memory in which it may write.</summary>
    public static IReadOnlyList<string> WritableFolders { get; } = ["/tmp", "/run", "/var/tmp"];

    /// <summary>Shuts a container in: over what its spec says, but for its mounts and limits, to which the profile's own are added where it has none.</summary>
    public static ContainerSpec Apply(ContainerSpec spec)
    {
        var resources = Limit(spec.Resources);
        return spec with
        {
            Capabilities = CapabilitySet.None,
            Seccomp = SeccompFilter.DockerDefault,
            SeccompProfile = null,
            Access = Shut(spec.Access),
            NoNewPrivileges = true,
            ReadOnlyRoot = true,
            Resources = resources,
            Mounts = [.. spec.Mounts, .. FoldersBeside(spec.Mounts.Select(static mount => mount.Target)).Select(folder => new ContainerMount.Tmpfs(folder) { SizeBytes = resources.MemoryBytes, Mode = Everyones })],
        };
    }

    /// <summary>Shuts a container by hand in, in the same way, so that its definition says what it will have.</summary>
    public static ContainerDefinition Apply(ContainerDefinition definition)
    {
        var resources = Limit(definition.Resources);
        return definition with
        {
            Profile = ContainerProfile.Strict,
            Capabilities = [],
            Seccomp = SeccompFilter.DockerDefault,
            SeccompProfile = null,
            Access = Shut(definition.Access),
            NoNewPrivileges = true,
            ReadOnlyRoot = true,
            Resources = resources,
            Mounts =
            [
                .. definition.Mounts,
                .. FoldersBeside(definition.Mounts.Select(static mount => mount.Target)).Select(folder => new DefinedMount.TmpfsMount(folder, resources.MemoryBytes, Everyones) { AllowsExecution = true }),
            ],
        };
    }

    /// <summary>The word that asked for what the profile takes; null where there is none.</summary>
    public static string? FindContradiction(ContainerDefinition definition) =>
        definition.Access.IsPrivileged ? "--privileged"
        : definition.Capabilities.Except(CapabilitySet.DockerDefault.Names).Any() ? "--cap-add"
        : definition.Seccomp == SeccompFilter.Unconfined || definition.SeccompProfile is not null ? "--security-opt seccomp"
        : definition.Access.HasSystemPaths ? "--security-opt systempaths=unconfined"
        : definition.Access.Devices.Count + definition.Access.DeviceRules.Count > 0 ? "--device"
        : definition.Access.Namespaces != HostNamespaces.None ? "a namespace of the host (--pid, --ipc, --uts, --cgroupns)"
        : definition.Network is DefinedNetwork.OwnNetwork or DefinedNetwork.NoNetwork ? null : "--network";

    /// <summary>Whether a user of an image, by name or by number, is root; nobody at all is root too.</summary>
    /// <exception cref="ExecutionException">The image has no such user.</exception>
    public static bool IsRoot(SlipwayHome home, string user, RootFileSystem root)
    {
        if (user.Length == 0)
            return true;
        using var mounted = root.Mount(home);
        using var folder = RootedDirectory.Open(mounted.Path);
        return ContainerUser.Resolve(user, folder).Uid == 0;
    }

    private static HostAccess Shut(HostAccess access) => new() { HasSharedMemory = access.HasSharedMemory };

    private static IEnumerable<string> FoldersBeside(IEnumerable<string> taken) => WritableFolders.Except(taken, StringComparer.Ordinal);

    private static ResourceLimits Limit(ResourceLimits asked) => asked with
    {
        MemoryBytes = asked.MemoryBytes ?? DefaultMemoryBytes,
        Pids = asked.Pids ?? DefaultPids,
    };
}
