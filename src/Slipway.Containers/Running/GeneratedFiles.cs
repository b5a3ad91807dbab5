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
    private const string GroupNames = "fe00::0\tip6-localnet\nff00::0\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n";

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
        var isStep = spec.GeneratedFiles == GeneratedFileSet.Step;
        var text = new StringBuilder(spec.Network == ContainerNetwork.Host ? ReadHostFile(HostNames) : isStep ? LocalNames : LocalNames + GroupNames);
        if (text.Length > 0 && text[^1] != '\n')
            text.Append('\n');
        // Where it has no address but the loopback's, that is its own name's; in the host's network the host's file says what it says, as with Docker.
        if (isStep || spec.Network != ContainerNetwork.Host)
            text.Append($"127.0.0.1\t{(spec.DomainName is { } domain ? $"{spec.EffectiveHostname}.{domain} " : "")}{spec.EffectiveHostname}\n");
        foreach (var (name, address) in spec.ExtraHosts)
            text.Append($"{address}\t{name}\n");
        return text.ToString();
    }

    // Without a way out there is nobody to ask; an empty file keeps libraries from asking 127.0.0.1.
    private static string Resolver(ContainerSpec spec)
    {
        var isHost = spec.Network == ContainerNetwork.Host;
        if (!spec.Resolver.IsGiven)
            return isHost ? ReadHostFile(HostResolver) : "# This container has no way to a name server.\noptions attempts:1 timeout:1\n";
        var lines = isHost ? ReadHostFile(HostResolver).Split('\n') : [];
        IReadOnlyList<string> searches = Given(spec.Resolver.Searches, lines, "search"), options = Given(spec.Resolver.Options, lines, "options");
        var text = new StringBuilder();
        if (searches.Count > 0 && searches is not ["."])
            text.Append($"search {string.Join(' ', searches)}\n");
        foreach (var server in Given(spec.Resolver.Servers, lines, "nameserver"))
            text.Append($"nameserver {server}\n");
        if (options.Count > 0)
            text.Append($"options {string.Join(' ', options)}\n");
        return text.ToString();
    }

    // What was asked for; else what the host's file says.
    private static IReadOnlyList<string> Given(IReadOnlyList<string> asked, IReadOnlyList<string> lines, string word) => asked.Count > 0 ? asked :
        [.. lines.Select(static line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).Where(parts => parts.Length > 1 && parts[0] == word).SelectMany(static parts => parts[1..])];

    private static string ReadHostFile(string path)
    {
        if (!File.Exists(path))
            return "";
        var text = File.ReadAllText(path);
        return text.Length > MaxHostFileBytes ? throw new InvalidDataException($"'{path}' has {text.Length} characters, more than {MaxHostFileBytes}.") : text;
    }
}
