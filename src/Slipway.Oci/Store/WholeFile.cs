// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Oci;

/// <summary>Writes a file that has its name only when it is whole; what had the name before is replaced then. A device or a pipe is written to as it is.</summary>
public static class WholeFile
{
    /// <summary>Writes it.</summary>
    /// <param name="path">The file; its folder is there.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="cancellationToken">Leaves what was there.</param>
    /// <exception cref="IOException">There is a folder of that name, or the file can't be written.</exception>
    public static async Task WriteAsync(string path, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        var type = LinuxFile.TryGetStatus(path, FinalLink.Follow)?.Type;
        if (type == FileType.Directory)
            throw new IOException($"'{path}' is a folder, and a file is to be written.");
        // Renaming over /dev/null would take it from the whole machine.
        if (type is not (null or FileType.RegularFile))
        {
            var device = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
            await using (device.ConfigureAwait(false))
            {
                await write(device).ConfigureAwait(false);
            }
            return;
        }
        using var temporary = TemporaryBeside.Create(path);
        var file = new FileStream(temporary.Path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        await using (file.ConfigureAwait(false))
        {
            await write(file).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            await file.FlushAsync(cancellationToken).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary.Path, path, overwrite: true);
    }
}
