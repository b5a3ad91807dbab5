// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Oci;

/// <summary>A small file that is there whole or not at all: written beside its place, flushed, renamed.</summary>
public static class AtomicFile
{
    /// <summary>Replaces <paramref name="path"/> by <paramref name="content"/>; its folder is made where it is missing.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                RandomAccess.Write(file, content, 0);
                RandomAccess.FlushToDisk(file);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        LinuxFile.SyncDirectory(folder);
    }
}
