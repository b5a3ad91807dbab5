// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>A file system without room, and what to say of it.</summary>
internal sealed class FullDisk
{
    /// <summary>What to do about it.</summary>
    public const string Help = "free some: 'slipway prune' takes away what no image needs; or set SLIPWAY_HOME to a folder on another disk";

    private const int NoSpace = 28, QuotaReached = 122;
    private const long AsGoodAsNothing = 256 * 1024;

    private readonly string _text;

    private FullDisk(string text) => _text = text;

    /// <summary>Whether the system refused because there is no room.</summary>
    public static bool IsCause(Exception problem) => problem is NativeException { Errno: NoSpace or QuotaReached } or IOException { HResult: NoSpace or QuotaReached }
        || (problem.InnerException is { } inner && IsCause(inner));

    /// <summary>The first of some folders whose file system has no room left; null where all have.</summary>
    public static FullDisk? Find(IEnumerable<string> folders)
    {
        foreach (var folder in folders.Where(Directory.Exists))
        {
            try
            {
                var space = FileSystemSpace.Of(folder);
                if (space.FreeBytes <= AsGoodAsNothing)
                    return new($"the disk is full: {Mount(folder)} has {ByteText.Of(space.FreeBytes)} of {ByteText.Of(space.TotalBytes)} left");
                if (space.FreeFiles == 0)
                    return new($"the disk is full: {Mount(folder)} has room for no more files (inodes)");
            }
            catch (NativeException)
            {
                // Not to be asked; the failure is told without it.
            }
        }
        return null;
    }

    /// <summary>What to say where the system said that there is no room: of some folders, the one with the least.</summary>
    public static string Describe(IReadOnlyList<string> folders)
    {
        if (Find(folders) is { } full)
            return full.ToString();
        var spaces = folders.Where(Directory.Exists).Select(static folder => (Folder: folder, Space: FileSystemSpace.Of(folder))).OrderBy(static one => one.Space.FreeBytes).ToList();
        return spaces is [var (folder, space), ..]
            ? $"the disk is full: {Mount(folder)} has {ByteText.Of(space.FreeBytes)} of {ByteText.Of(space.TotalBytes)} left, less than it needed" : "the disk is full";
    }

    public override string ToString() => _text;

    private static string Mount(string folder)
    {
        var path = Path.GetFullPath(folder);
        var mount = MountTable.Read().Where(entry => entry.Target == "/" || path == entry.Target || path.StartsWith(entry.Target + "/", StringComparison.Ordinal))
            .OrderBy(static entry => entry.Target.Length).LastOrDefault();
        return mount is null ? $"the file system of '{folder}'" : $"'{mount.Target}' ({mount.Type} {mount.Source})";
    }

    /// <summary>The folders that an export of a target writes to.</summary>
    public static IReadOnlyList<string> FoldersOf(BuildTarget target, SlipwayHome home) =>
    [
        .. target.Outputs.Select(static output => output switch
        {
            LocalOutput local => local.Folder,
            TarOutput { File: { } file } => Path.GetDirectoryName(file),
            OciOutput { Path: { } path } => Path.GetDirectoryName(path),
            DockerOutput { Path: { } path } => Path.GetDirectoryName(path),
            _ => null,
        }).OfType<string>(),
        home.Store, home.Snapshots, home.Cache, Path.GetTempPath(),
    ];
}
