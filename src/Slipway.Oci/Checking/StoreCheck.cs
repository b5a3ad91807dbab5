// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Oci;

/// <summary>
/// Checks a store of images: the layout's files, the names, every byte of every blob, and that each image is whole. While it reads, nothing is pruned; other
/// processes may build, pull and name.
/// </summary>
public static class StoreCheck
{
    /// <summary>Checks the store at <paramref name="root"/>.</summary>
    /// <param name="root">The folder; one that isn't there is an empty store.</param>
    /// <param name="mode">Whether what can be mended is.</param>
    /// <param name="progress">Is told how far the blobs are read, from several threads; nobody where null.</param>
    /// <param name="cancellationToken">Stops it; what was mended by then stays so.</param>
    /// <returns>What was found, in an order that does not depend on chance.</returns>
    /// <exception cref="IOException">The store cannot be read, or with <see cref="StoreCheckMode.Repair"/> not written.</exception>
    public static Task<IReadOnlyList<StoreProblem>> RunAsync(
        string root, StoreCheckMode mode, IProgress<StoreCheckProgress>? progress, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(root);
        return Directory.Exists(path) ? RunAsync(OciLayout.Unchecked(path, new DiskBlobFiles(path)), mode, progress, cancellationToken) : Task.FromResult<IReadOnlyList<StoreProblem>>([]);
    }

    private static async Task<IReadOnlyList<StoreProblem>> RunAsync(
        OciLayout store, StoreCheckMode mode, IProgress<StoreCheckProgress>? progress, CancellationToken cancellationToken)
    {
        var found = new List<StoreProblem>();
        var alone = store.Files.TryLock(LayoutPaths.Lease, FileLockMode.Exclusive);
        using var lease = alone ?? await store.Files.LockAsync(LayoutPaths.Lease, FileLockMode.Shared, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<StoredReference> names;
        using (await store.Files.LockAsync(LayoutPaths.NamesLock, FileLockMode.Exclusive, cancellationToken).ConfigureAwait(false))
            names = new NameCheck(store, mode, found).Run();
        var damaged = await BlobCheck.RunAsync(store, mode, found, progress, cancellationToken).ConfigureAwait(false);
        new ImageCheck(store, damaged, found).Run(names);
        // Whoever writes holds a lease.
        if (alone is not null)
            CheckIngest(store, mode, found);
        return found;
    }

    private static void CheckIngest(OciLayout store, StoreCheckMode mode, List<StoreProblem> found)
    {
        foreach (var file in store.Files.List(LayoutPaths.Ingest).OrderBy(static file => file.Name, StringComparer.Ordinal).ToList())
        {
            var path = $"{LayoutPaths.Ingest}/{file.Name}";
            if (mode == StoreCheckMode.Repair)
                store.Files.Delete(path);
            found.Add(new()
            {
                Kind = StoreProblemKind.LeftFile,
                Severity = ProblemSeverity.Note,
                Subject = path,
                Message = $"a process that wrote a blob was killed and left {file.Length} bytes",
                Repair = mode == StoreCheckMode.Repair ? "deleted" : null,
            });
        }
    }
}
