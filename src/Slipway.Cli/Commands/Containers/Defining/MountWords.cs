// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Containers;

/// <summary>The words that say what a container has mounted, in Docker's spelling.</summary>
/// <param name="find">The container that a word names.</param>
internal sealed class MountWords(Func<string, ContainerDefinition> find)
{
    private readonly Option<string[]> _volumes = new("--volume", "-v") { Description = "NAME:/path[:ro], /host/path:/path[:ro], or /path for a volume without a name.", HelpName = "VOLUME" };
    private readonly Option<string[]> _mounts = new("--mount") { Description = "type=volume|bind|tmpfs,source=…,target=…[,readonly].", HelpName = "MOUNT" };
    private readonly Option<string[]> _tmpfs = new("--tmpfs") { Description = "An empty folder in memory: /path[:size=…,mode=…,exec].", HelpName = "PATH" };
    private readonly Option<string[]> _from = new("--volumes-from") { Description = "The volumes and binds of another container as well: NAME[:ro].", HelpName = "CONTAINER" };

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_volumes, _mounts, _tmpfs, _from];

    /// <summary>The mounts.</summary>
    /// <exception cref="CommandException">A word can't be understood, or what it names isn't there.</exception>
    /// <exception cref="FormatException">A mount can't be understood.</exception>
    public IReadOnlyList<DefinedMount> Read(ParseResult words, ContainerConfig? config)
    {
        List<DefinedMount> mounts =
        [
            .. (words.GetValue(_volumes) ?? []).Select(static text => MountText.ParseVolume(text, ContainerCatalog.NewId())),
            .. (words.GetValue(_mounts) ?? []).Select(static text => MountText.ParseMount(text, ContainerCatalog.NewId())),
            .. (words.GetValue(_tmpfs) ?? []).Select(MountText.ParseTmpfs),
        ];
        if (mounts.CountBy(static mount => mount.Target).FirstOrDefault(static pair => pair.Value > 1).Key is { } twice)
            throw CommandException.Usage($"two things are mounted at '{twice}'.", "leave one out");
        foreach (var bind in mounts.OfType<DefinedMount.BindMount>().Where(static bind => !Path.Exists(bind.Source)))
            throw CommandException.Usage($"this machine has no '{bind.Source}' to mount at '{bind.Target}'.", "make it first");
        AddMissing(mounts, (words.GetValue(_from) ?? []).SelectMany(MountsFrom));
        // The image's own volumes, where nothing else is mounted.
        AddMissing(mounts, (config?.Volumes ?? []).Select(static target => MountText.ParseVolume(target, ContainerCatalog.NewId())));
        return mounts;
    }

    private static void AddMissing(List<DefinedMount> mounts, IEnumerable<DefinedMount> more)
    {
        foreach (var mount in more.Where(mount => mounts.All(there => there.Target != mount.Target)).ToList())
            mounts.Add(mount);
    }

    private IEnumerable<DefinedMount> MountsFrom(string text)
    {
        var parts = text.Split(':', 2);
        var access = parts is [_, var word] ? word switch
        {
            "ro" => BindAccess.ReadOnly,
            "rw" => BindAccess.ReadWrite,
            _ => throw CommandException.Usage($"'{word}' in --volumes-from '{text}' is not supported; known are ro and rw."),
        } : (BindAccess?)null;
        return find(parts[0]).Mounts.Select(mount => mount switch
        {
            DefinedMount.VolumeMount volume => volume with { Access = access ?? volume.Access },
            DefinedMount.BindMount bind => bind with { Access = access ?? bind.Access },
            _ => mount,
        }).Where(static mount => mount is not DefinedMount.TmpfsMount);
    }
}
