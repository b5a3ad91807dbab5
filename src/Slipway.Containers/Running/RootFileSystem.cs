// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>What a container sees as its root: read-only directories on top of each other, and perhaps one on top that takes the changes.</summary>
public sealed record RootFileSystem
{
    /// <summary>
    /// The read-only directories in overlayfs's form, the topmost first; none for an empty root. 498 at most. One that is there twice, as an image may have a
    /// layer twice, stays where it is topmost: what it says holds there again, and overlayfs takes no directory twice.
    /// </summary>
    public required IReadOnlyList<string> Lowers { get; init => field = [.. value.Distinct(StringComparer.Ordinal)]; }

    /// <summary>The directory that takes the changes and keeps them. The default, null, drops the changes when the container is deleted.</summary>
    public string? Upper { get; init; }

    /// <summary>An empty directory beside <see cref="Upper"/>, for the kernel's own use; needed with it.</summary>
    public string? Work { get; init; }

    /// <summary>Whether flushes inside reach the disk. The default is <see cref="OverlayDurability.Durable"/>; changes that are dropped are never flushed.</summary>
    public OverlayDurability Durability { get; init; }

    /// <summary>The root of an image that nobody writes to for long.</summary>
    /// <param name="layers">The image's layers, the lowest first.</param>
    public static RootFileSystem Of(IEnumerable<Snapshot> layers) => new() { Lowers = [.. layers.Reverse().Select(layer => layer.Path)] };

    /// <summary>Mounts it read-only somewhere below the home's run/, to look into it. A sweep takes it away if this process dies.</summary>
    /// <exception cref="NativeException">The system refused.</exception>
    public MountedRoot Mount(SlipwayHome home) => MountedRoot.Create(home, this);

    /// <summary>Mounts it without a place for changes.</summary>
    internal void MountReadOnly(string target, string scratch)
    {
        var lowers = Upper is null ? Lowers : [Upper, .. Lowers];
        OverlayMount.Mount(target, new() { Lowers = [.. lowers, .. Padding(scratch, 2 - lowers.Count)] });
    }

    /// <summary>
    /// Mounts it with every mount point there is going to be. What the image lacks of them lies in a directory of its own on top of the lowers, so it
    /// is in no upper directory, and nothing has to be taken away afterwards from a tree that others have written to.
    /// </summary>
    internal void MountForContainer(ContainerFolder folder, IReadOnlyList<MountPoint> points, RootWrites writes)
    {
        foreach (var made in ((string[])[folder.Root, folder.Stubs]).Where(static path => !Directory.Exists(path)))
            LinuxFile.CreateDirectory(made, Convert.ToInt32("755", 8));
        // Also where it is only read: it may be on top.
        if (Upper is not null && LinuxFile.List(Upper).Count == 0)
            CopyRootMetadata(Lowers, Upper);
        var stubs = SeemsComplete(points) ? null : MakeStubs(folder, points);
        Mount(folder.Root, Final(folder, writes, stubs));
        if (stubs is not null || FindLacking(folder.Root, points).Count == 0)
            return;
        // A link or a whiteout was in the way of what a lower directory has.
        FileSystemMount.Unmount(folder.Root);
        Mount(folder.Root, Final(folder, writes, MakeStubs(folder, points)));
    }

    // A guess without a mount, for mounting once more is what costs: a link may lead elsewhere in the end, and an upper directory may take away what a lower one has.
    private bool SeemsComplete(IReadOnlyList<MountPoint> points)
    {
        try
        {
            IEnumerable<MountPoint> lacking = points;
            foreach (var directory in Upper is null ? Lowers : [Upper, .. Lowers])
            {
                using var layer = RootedDirectory.Open(directory);
                lacking = [.. lacking.Where(point => layer.TryGetStatus(point.Path, FinalLink.Keep) is not { } status || (point.Mode is { } mode && status.Mode != mode))];
            }
            return !lacking.Any();
        }
        catch (NativeException)
        {
            // A circle of links; the mount tells more.
            return true;
        }
    }

    // A volatile overlay doesn't take a work directory twice.
    private static void Mount(string target, OverlayOptions options)
    {
        if (options is { Durability: OverlayDurability.Volatile, Work: { } work })
            LinuxFile.RemoveTree(Path.Combine(work, "work"));
        OverlayMount.Mount(target, options);
    }

    // A directory with what is lacking; null where nothing is.
    private string? MakeStubs(ContainerFolder folder, IReadOnlyList<MountPoint> points)
    {
        var (upper, work) = (Path.Combine(folder.Stubs, "upper"), Path.Combine(folder.Stubs, "work"));
        LinuxFile.CreateDirectory(upper, Convert.ToInt32("755", 8));
        LinuxFile.CreateDirectory(work, Convert.ToInt32("700", 8));
        var lowers = Upper is null ? Lowers : [Upper, .. Lowers];
        OverlayMount.Mount(folder.Root, new()
        {
            Lowers = [.. lowers, .. Padding(folder.Stubs, 1 - lowers.Count)],
            Upper = upper,
            Work = work,
            Durability = OverlayDurability.Volatile,
        });
        IReadOnlyList<MountPoint> lacking;
        try
        {
            using var root = RootedDirectory.Open(folder.Root);
            lacking = MountPoints.FindLacking(root, points);
            foreach (var point in lacking)
                MountPoints.Make(root, point);
        }
        finally
        {
            FileSystemMount.Unmount(folder.Root);
        }
        if (lacking.Count == 0)
            return null;
        CopyRootMetadata(lowers, upper);
        return upper;
    }

    // The root directory of an overlay is that of its topmost directory.
    private static void CopyRootMetadata(IReadOnlyList<string> lowers, string upper)
    {
        if (lowers.Count == 0)
            return;
        var status = LinuxFile.GetStatus(lowers[0]);
        LinuxFile.SetOwner(upper, status.UserId, status.GroupId);
        LinuxFile.SetMode(upper, status.Mode);
        LinuxFile.SetTimes(upper, status.Modified);
    }

    private OverlayOptions Final(ContainerFolder folder, RootWrites writes, string? stubs)
    {
        string[] top = stubs is null ? [] : [stubs];
        if (writes == RootWrites.None)
        {
            var lowers = Upper is null ? Lowers : [Upper, .. Lowers];
            return new() { Lowers = [.. top, .. lowers, .. Padding(folder.Stubs, 2 - top.Length - lowers.Count)] };
        }
        if (Upper is null && !Directory.Exists(folder.Upper))
        {
            LinuxFile.CreateDirectory(folder.Upper, Convert.ToInt32("755", 8));
            LinuxFile.CreateDirectory(folder.Work, Convert.ToInt32("700", 8));
        }
        if (Upper is null && LinuxFile.List(folder.Upper).Count == 0)
            CopyRootMetadata(Lowers, folder.Upper);
        return new()
        {
            Lowers = [.. top, .. Lowers, .. Padding(folder.Stubs, 1 - top.Length - Lowers.Count)],
            Upper = Upper ?? folder.Upper,
            Work = Work ?? folder.Work,
            Durability = Upper is null ? OverlayDurability.Volatile : Durability,
        };
    }

    // Empty directories, where the kernel wants more lower ones than there are.
    private static IEnumerable<string> Padding(string scratch, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var empty = Path.Combine(scratch, $"empty{i}");
            Directory.CreateDirectory(empty);
            yield return empty;
        }
    }

    private static IReadOnlyList<MountPoint> FindLacking(string rootPath, IReadOnlyList<MountPoint> points)
    {
        using var root = RootedDirectory.Open(rootPath);
        return MountPoints.FindLacking(root, points);
    }
}
