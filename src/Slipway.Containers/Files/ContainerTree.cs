// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>The files of a container by hand as it sees them, open until disposed. Of one that runs they are looked at through its process, of another they are mounted here.</summary>
public sealed class ContainerTree : IDisposable
{
    private readonly FileLock? _lock;
    private readonly MountedRoot? _mounted;

    private ContainerTree(RootedDirectory root, FileLock? held, MountedRoot? mounted) => (Root, _lock, _mounted) = (root, held, mounted);

    /// <summary>The files; no path and no link leads out of them.</summary>
    public RootedDirectory Root { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Root.Dispose();
        _mounted?.Dispose();
        _lock?.Dispose();
    }

    internal static ContainerTree Open(SlipwayHome home, ContainerDefinition definition, RootFileSystem image)
    {
        if (TryOpenRunning(home, definition.Id) is { } running)
            return new(running, null, null);
        var folder = new ContainerCatalog(home).Of(definition.Id);
        var held = FileLock.TryAcquire(folder.Lock, FileLockMode.Exclusive) ?? throw new ContainerException(
            ContainerRefusal.Conflict, $"The container '{definition.Name}' is being started, or another command looks at its files. Try again.");
        try
        {
            // It may have been started before we held it.
            if (TryOpenRunning(home, definition.Id) is not { } started)
                return Mount(home, definition, image with { Upper = folder.Upper, Work = folder.Work }, held);
            held.Dispose();
            return new(started, null, null);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static ContainerTree Mount(SlipwayHome home, ContainerDefinition definition, RootFileSystem files, FileLock held)
    {
        var volumes = new VolumeStore(home, TimeProvider.System);
        var binds = definition.Mounts.Select(mount => mount switch
        {
            DefinedMount.VolumeMount volume => (volume.Target, Source: volumes.DataOf(volume.Volume), volume.Access),
            DefinedMount.BindMount bind => (bind.Target, bind.Source, bind.Access),
            _ => (mount.Target, Source: "", Access: BindAccess.ReadOnly),
        }).Where(static bind => Path.Exists(bind.Source)).OrderBy(static bind => bind.Target.Count(static letter => letter == '/')).ToList();
        var mounted = MountedRoot.CreateWritable(home, files, [.. binds.Select(static bind => new MountPoint(bind.Target, Directory.Exists(bind.Source), Mode: null))]);
        try
        {
            using (var root = RootedDirectory.Open(mounted.Path))
            {
                foreach (var bind in binds)
                    FileSystemMount.Bind(bind.Source, mounted.Path + MountPoints.Resolve(root, bind.Target), bind.Access == BindAccess.ReadOnly ? MountAccess.ReadOnly : MountAccess.None);
            }
            return new(RootedDirectory.Open(mounted.Path), held, mounted);
        }
        catch
        {
            mounted.Dispose();
            throw;
        }
    }

    private static RootedDirectory? TryOpenRunning(SlipwayHome home, string id)
    {
        if (ContainerRecords.Read(ContainerFolder.Of(home, id)) is not { Process: { IsAlive: true } process })
            return null;
        try
        {
            var root = RootedDirectory.Open($"/proc/{process.Pid}/root");
            if (process.IsAlive)
                return root;
            root.Dispose();
        }
        catch (NativeException)
        {
            // It has ended just now.
        }
        return null;
    }
}
