// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>The files that a container gets from us and not from its image: those of its <see cref="GeneratedFileSet"/>, and those in memory.</summary>
internal static class GeneratedFiles
{
    private const string HostNames = "/etc/hosts", HostResolver = "/etc/resolv.conf";
    private const int MaxHostFileBytes = 256 * 1024;
    private const string LocalNames = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n";

    /// <summary>Writes the files into the container's folder and says where they are bound.</summary>
    internal static IReadOnlyList<ContainerMount> Write(ContainerSpec spec, ContainerFolder folder)
    {
        LinuxFile.CreateDirectory(folder.Files, Convert.ToInt32("755", 8));
        var isStep = spec.GeneratedFiles == GeneratedFileSet.Step;
        var access = spec.ReadOnlyRoot || isStep ? BindAccess.ReadOnly : BindAccess.ReadWrite;
        return
        [
            Write(folder, "hosts", Hosts(spec), access),
            .. isStep ? Array.Empty<ContainerMount>() : [Write(folder, "hostname", spec.EffectiveHostname + "\n", access)],
            Write(folder, "resolv.conf", Resolver(spec), access),
        ];
    }

    /// <summary>Puts memory files on a file system in memory, so that they never reach a disk, and says where they are bound.</summary>
    internal static IReadOnlyList<ContainerMount> WriteToMemory(ContainerSpec spec, ContainerFolder folder)
    {
        var mounts = spec.Mounts;
        if (spec.SecretEnvironment.Count == 0 && !mounts.OfType<ContainerMount.MemoryFile>().Any())
            return mounts;
        LinuxFile.CreateDirectory(folder.Memory, Convert.ToInt32("700", 8));
        FileSystemMount.Mount("tmpfs", "tmpfs", folder.Memory, MountAccess.NoDevices | MountAccess.NoSetUid, "mode=0700");
        return [.. mounts.Select((mount, index) => mount is ContainerMount.MemoryFile file ? WriteToMemory(file, folder, index) : mount)];
    }

    private static ContainerMount.Bind WriteToMemory(ContainerMount.MemoryFile file, ContainerFolder folder, int index)
    {
        var path = Path.Combine(folder.Memory, $"{index}");
        using var handle = LinuxFile.Create(path, Convert.ToInt32("600", 8));
        RandomAccess.Write(handle, file.Content.Span, 0);
        LinuxFile.SetOwner(handle, file.Uid, file.Gid);
        LinuxFile.SetMode(handle, file.Mode);
        return new(path, file.Target, BindAccess.ReadOnly);
    }

    private static ContainerMount.Bind Write(ContainerFolder folder, string name, string text, BindAccess access)
    {
        var path = Path.Combine(folder.Files, name);
        using var handle = LinuxFile.Create(path, Convert.ToInt32("644", 8));
        RandomAccess.Write(handle, Encoding.UTF8.GetBytes(text), 0);
        return new(path, $"/etc/{name}", access);
    }

    private static string Hosts(ContainerSpec spec)
    {
        var text = new StringBuilder(spec.Network == ContainerNetwork.Host ? ReadHostFile(HostNames) : LocalNames);
        if (text.Length > 0 && text[^1] != '\n')
            text.Append('\n');
        text.Append($"127.0.0.1\t{spec.EffectiveHostname}\n");
        foreach (var (name, address) in spec.ExtraHosts)
            text.Append($"{address}\t{name}\n");
        return text.ToString();
    }

    // Without a way out there is nobody to ask; an empty file keeps libraries from asking 127.0.0.1.
    private static string Resolver(ContainerSpec spec) =>
        spec.Network == ContainerNetwork.Host ? ReadHostFile(HostResolver) : "# This container has no way to a name server.\noptions attempts:1 timeout:1\n";

    private static string ReadHostFile(string path)
    {
        if (!File.Exists(path))
            return "";
        var text = File.ReadAllText(path);
        return text.Length > MaxHostFileBytes ? throw new InvalidDataException($"'{path}' has {text.Length} characters, more than {MaxHostFileBytes}.") : text;
    }
}
