// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>
/// A lease between processes: flock(2) on a file, given back when disposed or when the process dies, however it dies. It works between two
/// holders in one process as well.
/// </summary>
public sealed class FileLock : IDisposable
{
    private const int LockShared = 1;
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly SafeFileHandle _file;

    private FileLock(SafeFileHandle file, string path, FileLockMode mode) => (_file, Path, Mode) = (file, path, mode);

    /// <summary>The file that is locked. It may be removed by a holder of the exclusive lock; who waits for it then gets a new one.</summary>
    public string Path { get; }

    /// <summary>Who else may hold the lock.</summary>
    public FileLockMode Mode { get; }

    /// <summary>Takes the lock if nobody's lock stands against it, or returns null. The file is created (mode 0644) if it isn't there; its folder must be.</summary>
    /// <exception cref="NativeException">The file cannot be opened or the file system has no locks.</exception>
    public static FileLock? TryAcquire(string path, FileLockMode mode)
    {
        while (true)
        {
            var file = FileCalls.Open(FileLibc.WorkingDirectory, path, FileLibc.ReadWrite | FileLibc.Create, 0x1A4 /* 0644 */, path, "open the lock");
            var held = false;
            try
            {
                if (!TryLock(file, path, mode))
                    return null;
                // Who held it before may have removed the file: a lock on a file without a name excludes nobody.
                if (LinuxFile.TryGetStatus(path) is { } named && LinuxFile.GetStatus(file) is var ours
                    && (named.Inode, named.Device) == (ours.Inode, ours.Device))
                {
                    held = true;
                    return new(file, path, mode);
                }
            }
            finally
            {
                if (!held)
                    file.Dispose();
            }
        }
    }

    /// <summary>Takes the lock, waiting until nobody's lock stands against it.</summary>
    /// <exception cref="NativeException">The file cannot be opened or the file system has no locks.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static async Task<FileLock> AcquireAsync(string path, FileLockMode mode, CancellationToken cancellationToken)
    {
        // flock can wait by itself, but not be cancelled.
        for (var pause = TimeSpan.FromMilliseconds(1); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (TryAcquire(path, mode) is { } taken)
                return taken;
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives the lock back. The file stays.</summary>
    public void Dispose() => _file.Dispose();

    private static bool TryLock(SafeFileHandle file, string path, FileLockMode mode)
    {
        while (FileLibc.Lock(file, (mode == FileLockMode.Shared ? LockShared : LockExclusive) | LockNonBlocking) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.TryAgain)
                return false;
            if (errno != Errno.Interrupted)
                throw FileCalls.Refused(errno, $"Cannot lock '{path}'");
        }
        return true;
    }
}
