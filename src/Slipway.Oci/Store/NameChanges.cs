// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Oci;

/// <summary>
/// The right to change the names of a store, which one process has at a time. While it changes them a mark says so: who finds the mark of one that
/// died in between first makes durable what that one left, and derives the index again. So what is read under the lock is on the disk.
/// </summary>
internal sealed class NameChanges : IDisposable
{
    private readonly IBlobFiles _files;
    private readonly IDisposable _lock;

    private NameChanges(IBlobFiles files, IDisposable held) => (_files, _lock) = (files, held);

    /// <summary>Waits for the right.</summary>
    public static async Task<NameChanges> EnterAsync(IBlobFiles files, RefStore names, Action deriveIndex, CancellationToken cancellationToken) =>
        Mend(files, names, deriveIndex, await files.LockAsync(LayoutPaths.NamesLock, FileLockMode.Exclusive, cancellationToken).ConfigureAwait(false));

    /// <summary>Takes the right if no process has it.</summary>
    public static NameChanges? TryEnter(IBlobFiles files, RefStore names, Action deriveIndex) =>
        files.TryLock(LayoutPaths.NamesLock, FileLockMode.Exclusive) is { } held ? Mend(files, names, deriveIndex, held) : null;

    /// <summary>Before the first change: the blobs that names will lead to are made durable, and the mark is set.</summary>
    public void Begin()
    {
        FlushBlobs(_files);
        _files.Create(LayoutPaths.NamesChanging).Dispose();
    }

    /// <summary>After the last change, and the index that was derived of it.</summary>
    public void End() => _files.Delete(LayoutPaths.NamesChanging);

    /// <summary>Lets others change names. What was begun and not ended is mended by the next.</summary>
    public void Dispose() => _lock.Dispose();

    private static NameChanges Mend(IBlobFiles files, RefStore names, Action deriveIndex, IDisposable held)
    {
        try
        {
            if (files.GetLength(LayoutPaths.NamesChanging) is not null)
                Finish(files, names, deriveIndex);
            return new(files, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Finishes the change of a process that died, for who holds the lock.</summary>
    public static void Finish(IBlobFiles files, RefStore names, Action deriveIndex)
    {
        FlushBlobs(files);
        files.MakeFolders(LayoutPaths.Refs);
        foreach (var folder in names.Folders())
        {
            foreach (var left in files.List(folder).Where(static file => AtomicFile.IsLeft(file.Name)).ToList())
                files.Delete($"{folder}/{left.Name}");
            files.FlushFolder(folder);
        }
        deriveIndex();
        files.Delete(LayoutPaths.NamesChanging);
    }

    private static void FlushBlobs(IBlobFiles files)
    {
        foreach (var folder in LayoutPaths.Algorithms.Select(LayoutPaths.BlobFolder))
        {
            if (files.List(folder).Any())
                files.FlushFolder(folder);
        }
    }
}
