// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>Measures trees.</summary>
internal static class TreeSize
{
    /// <summary>The bytes of the files of a tree, each once however many names it has; 0 where there is none, and of what goes meanwhile.</summary>
    public static long Measure(string path)
    {
        try
        {
            var status = LinuxFile.TryGetStatus(path);
            return status is not { } there ? 0 : there.Type == FileType.Directory ? MeasureFolder(path) : there.Size;
        }
        catch (NativeException)
        {
            return 0;
        }
    }

    private static long MeasureFolder(string path)
    {
        using var root = RootedDirectory.Open(path);
        var (size, left, seen) = (0L, new Stack<string>([""]), new HashSet<(DeviceNumber, ulong)>());
        while (left.TryPop(out var folder))
        {
            foreach (var item in root.List(folder, FinalLink.Keep))
            {
                var inside = folder.Length == 0 ? item.Name : $"{folder}/{item.Name}";
                if (item.Type == FileType.Directory)
                    left.Push(inside);
                else if (root.TryGetStatus(inside, FinalLink.Keep) is { Type: FileType.RegularFile } status && (status.LinkCount == 1 || seen.Add((status.Device, status.Inode))))
                    size += status.Size;
            }
        }
        return size;
    }
}
