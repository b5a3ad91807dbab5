// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>A small file for its owner alone (mode 0600) that is there whole or not at all.</summary>
public static class PrivateFile
{
    /// <summary>What its owner may do: read and write.</summary>
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a file over what is there, flushed with its name.</summary>
    /// <exception cref="IOException">The system refused; what was there is unchanged.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Mode }))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
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
