// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

/// <summary>Files of a process that dies at a chosen step after <see cref="Arm"/>: that step and all that would follow never happen.</summary>
internal sealed class CrashingFiles(IBlobFiles files, int steps) : IBlobFiles
{
    private int _left = int.MaxValue;

    /// <summary>Whether the process has died.</summary>
    public bool HasCrashed => Volatile.Read(ref _left) < 0;

    /// <summary>Begins to count steps.</summary>
    public void Arm() => Volatile.Write(ref _left, steps);

    public void MakeFolders(params IEnumerable<string> folders) => files.MakeFolders(folders);

    public void EnsureFolder(string folder) => files.EnsureFolder(folder);

    public IBlobFile Create(string path)
    {
        Step();
        return new CrashingFile(files.Create(path), this);
    }

    public IBlobFile? Open(string path, FileAccess access) => files.Open(path, access) is { } file ? new CrashingFile(file, this) : null;

    public void Rename(string path, string newPath)
    {
        Step();
        files.Rename(path, newPath);
    }

    public bool Delete(string path)
    {
        Step();
        return files.Delete(path);
    }

    public void FlushFolder(string folder)
    {
        Step();
        files.FlushFolder(folder);
    }

    public IEnumerable<BlobFileEntry> List(string folder) => files.List(folder);

    public IEnumerable<string> ListFolders(string folder) => files.ListFolders(folder);

    public bool DeleteFolder(string folder)
    {
        Step();
        return files.DeleteFolder(folder);
    }

    public long? GetLength(string path) => files.GetLength(path);

    public IDisposable? TryLock(string path, FileLockMode mode) => files.TryLock(path, mode);

    public Task<IDisposable> LockAsync(string path, FileLockMode mode, CancellationToken cancellationToken) => files.LockAsync(path, mode, cancellationToken);

    private void Step()
    {
        if (Interlocked.Decrement(ref _left) < 0)
            throw new CrashException();
    }

    private sealed class CrashingFile(IBlobFile file, CrashingFiles process) : IBlobFile
    {
        public long Length => file.Length;

        public string Stamp => file.Stamp;

        public SafeFileHandle? Handle => file.Handle;

        public int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            // A process may die with half of a write done.
            if (Volatile.Read(ref process._left) == 0)
                file.Write(bytes[..(bytes.Length / 2)], offset);
            process.Step();
            file.Write(bytes, offset);
        }

        public void Truncate(long length)
        {
            process.Step();
            file.Truncate(length);
        }

        public void Flush()
        {
            process.Step();
            file.Flush();
        }

        public void Touch(DateTimeOffset time)
        {
            process.Step();
            file.Touch(time);
        }

        public void Dispose() => file.Dispose();
    }
}
