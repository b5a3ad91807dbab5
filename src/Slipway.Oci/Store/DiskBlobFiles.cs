// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Oci;

/// <summary>The files below a folder of this machine's disk.</summary>
/// <param name="root">The folder; an absolute path.</param>
public sealed class DiskBlobFiles(string root) : IBlobFiles
{
    /// <inheritdoc/>
    public void MakeFolders(params IEnumerable<string> folders)
    {
        // Each parent is flushed once, however many of its folders are new.
        var parents = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var folder in folders)
        {
            var path = PathOf(folder);
            for (var missing = path; !Directory.Exists(missing); missing = Path.GetDirectoryName(missing)!)
                parents.Add(Path.GetDirectoryName(missing)!);
            Directory.CreateDirectory(path);
        }
        foreach (var parent in parents)
            LinuxFile.SyncDirectory(parent);
    }

    /// <inheritdoc/>
    public void EnsureFolder(string folder) => Directory.CreateDirectory(PathOf(folder));

    /// <inheritdoc/>
    public IBlobFile Create(string path) => new DiskBlobFile(File.OpenHandle(PathOf(path), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    /// <inheritdoc/>
    public IBlobFile? Open(string path, FileAccess access)
    {
        try
        {
            return new DiskBlobFile(File.OpenHandle(PathOf(path), FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Rename(string path, string newPath) => LinuxFile.Rename(PathOf(path), PathOf(newPath));

    /// <inheritdoc/>
    public bool Delete(string path)
    {
        try
        {
            LinuxFile.Remove(PathOf(path));
            return true;
        }
        catch (NativeException e) when (e.Errno == Errno.NotFound)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void FlushFolder(string folder) => LinuxFile.SyncDirectory(PathOf(folder));

    /// <inheritdoc/>
    public IEnumerable<BlobFileEntry> List(string folder)
    {
        try
        {
            return new DirectoryInfo(PathOf(folder)).EnumerateFiles()
                .Select(static file => new BlobFileEntry(file.Name, file.Exists ? file.Length : 0, file.LastWriteTimeUtc));
        }
        catch (DirectoryNotFoundException)
        {
            return []; // never made, or just deleted
        }
    }

    /// <inheritdoc/>
    public IEnumerable<string> ListFolders(string folder)
    {
        try
        {
            return Directory.EnumerateDirectories(PathOf(folder)).Select(static path => Path.GetFileName(path));
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public bool DeleteFolder(string folder)
    {
        try
        {
            LinuxFile.RemoveDirectory(PathOf(folder));
            return true;
        }
        catch (NativeException e) when (e.Errno is Errno.NotFound or Errno.NotEmpty)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public long? GetLength(string path) => new FileInfo(PathOf(path)) is { Exists: true } file ? file.Length : null;

    /// <inheritdoc/>
    public IDisposable? TryLock(string path, FileLockMode mode) => FileLock.TryAcquire(PathOf(path), mode);

    /// <inheritdoc/>
    public async Task<IDisposable> LockAsync(string path, FileLockMode mode, CancellationToken cancellationToken) =>
        await FileLock.AcquireAsync(PathOf(path), mode, cancellationToken).ConfigureAwait(false);

    private string PathOf(string path) => Path.Combine(root, path);
}
