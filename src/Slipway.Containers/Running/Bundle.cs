// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Makes everything that a runtime needs of a container: the mounted root, generated files, the network, the config.json.</summary>
internal static class Bundle
{
    /// <summary>Makes it in the container's folder.</summary>
    /// <returns>The config.json.</returns>
    /// <exception cref="ExecutionException">The image and the spec don't go together.</exception>
    /// <exception cref="NativeException">The system refused a mount.</exception>
    internal static RuntimeSpec Make(ContainerSpec spec, RootFileSystem root, ContainerFolder folder, string cgroup, OciRuntime runtime)
    {
        var generated = GeneratedFiles.Write(spec, folder);
        var mounts = generated.Concat(GeneratedFiles.WriteToMemory(spec, folder))
            .GroupBy(mount => mount.Target).Select(group => group.Last()) // who mounts a hosts file of his own means it
            .OrderBy(mount => spec.GeneratedFiles == GeneratedFileSet.Step && generated.Contains(mount) ? 0 : 1) // a step's mounts cover them
            .ThenBy(mount => mount.Target.Count(character => character == '/')).ToList();
        root.MountForContainer(folder, [.. MountPointsOf(mounts)], spec.ReadOnlyRoot ? RootWrites.None : RootWrites.Allowed);
        CrashPoint.Pass("the root is mounted");
        if (spec.Network == ContainerNetwork.Isolated)
            NetworkNamespace.Create(folder.Network).Dispose();
        CrashPoint.Pass("the network is made");
        var facts = new BundleFacts
        {
            RootPath = folder.Root,
            User = ResolveUser(spec, folder),
            Cgroup = UserNamespace.IsInitial ? cgroup : null,
            NetworkPath = spec.Network == ContainerNetwork.Isolated ? folder.Network : spec.Network.Path,
            Mounts = mounts,
            Host = HostLimits.Read(),
        };
        var config = runtime.Complete(RuntimeSpecBuilder.Build(spec, facts));
        var path = spec.SecretEnvironment.Count > 0 ? folder.SecretConfig : folder.PlainConfig;
        using var file = LinuxFile.Create(path, Convert.ToInt32("600", 8));
        RandomAccess.Write(file, JsonSerializer.SerializeToUtf8Bytes(config, ContainersJson.Default.RuntimeSpec), 0);
        return config;
    }

    private static ContainerUser ResolveUser(ContainerSpec spec, ContainerFolder folder)
    {
        using var root = RootedDirectory.Open(folder.Root);
        return ContainerUser.Resolve(spec.User, root).With(spec.AdditionalGroups, root);
    }

    private static IEnumerable<MountPoint> MountPointsOf(IReadOnlyList<ContainerMount> mounts)
    {
        foreach (var path in RuntimeSpecBuilder.MountedRoots)
            yield return new(path, IsDirectory: true, Mode: null);
        foreach (var (index, mount) in mounts.Index())
        {
            // What lies on a mount before it is the runtime's to make, in that mount.
            var isOnMount = RuntimeSpecBuilder.MountedRoots.Concat(mounts.Take(index).Select(other => other.Target))
                .Any(other => ContainerPath.IsBelow(mount.Target, other));
            if (isOnMount)
                continue;
            yield return mount switch
            {
                // The runtime gives a tmpfs the mode of the directory it is mounted on, whatever mode it is asked for.
                ContainerMount.Tmpfs tmpfs => new(tmpfs.Target, IsDirectory: true, tmpfs.Mode),
                ContainerMount.Bind bind => new(bind.Target, IsDirectory(bind), Mode: null),
                _ => throw new InvalidOperationException($"The mount '{mount.Target}' has no source."),
            };
        }
    }

    private static bool IsDirectory(ContainerMount.Bind bind)
    {
        if (Directory.Exists(bind.Source))
            return true;
        return File.Exists(bind.Source)
            ? false : throw new ExecutionException($"Cannot bind '{bind.Source}' to '{bind.Target}' in the container: the host has no such file or directory.") { Program = bind.Source };
    }
}
