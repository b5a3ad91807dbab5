// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Slipway.Oci;

/// <summary>Reads every blob of a store and compares its bytes with its name, on all cores.</summary>
internal static class BlobCheck
{
    private const int BufferSize = 1 << 20;

    /// <summary>Checks them.</summary>
    /// <returns>The blobs that hold other bytes.</returns>
    public static async Task<IReadOnlySet<Digest>> RunAsync(
        OciLayout store, StoreCheckMode mode, List<StoreProblem> found, IProgress<StoreCheckProgress>? progress, CancellationToken cancellationToken)
    {
        CheckFolders(store, found);
        var blobs = store.ListBlobs().OrderByDescending(static blob => blob.Size).ToList();
        var total = blobs.Sum(static blob => blob.Size);
        var read = 0L;
        var damaged = new ConcurrentDictionary<Digest, (long Size, Digest Actual)>();
        await Parallel.ForEachAsync(blobs, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken }, (blob, token) =>
        {
            if (Hash(store, blob.Digest, count => progress?.Report(new(Interlocked.Add(ref read, count), total)), token) is { } actual && actual.Digest != blob.Digest)
                damaged[blob.Digest] = (actual.Size, actual.Digest);
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        foreach (var (digest, (size, actual)) in damaged.OrderBy(static pair => pair.Key.ToString(), StringComparer.Ordinal))
        {
            found.Add(new()
            {
                Kind = StoreProblemKind.Blob,
                Severity = ProblemSeverity.Error,
                Subject = digest.ToString(),
                Message = $"its file holds {size} bytes with the digest {actual}",
                Repair = mode == StoreCheckMode.Repair ? Quarantine.Take(store.Files, LayoutPaths.Blob(digest), $"{digest.Algorithm}-{digest.Hex}") : null,
            });
        }
        return damaged.Keys.ToHashSet();
    }

    private static void CheckFolders(OciLayout store, List<StoreProblem> found)
    {
        foreach (var algorithm in LayoutPaths.Algorithms)
        {
            var strange = store.Files.List(LayoutPaths.BlobFolder(algorithm)).Where(file => !Digest.TryParse($"{algorithm}:{file.Name}", out _));
            foreach (var file in strange.OrderBy(static file => file.Name, StringComparer.Ordinal))
                found.Add(new() { Kind = StoreProblemKind.LeftFile, Severity = ProblemSeverity.Note, Subject = $"{LayoutPaths.BlobFolder(algorithm)}/{file.Name}", Message = "it is no blob: its name is no digest" });
        }
    }

    private static (long Size, Digest Digest)? Hash(OciLayout store, Digest digest, Action<int> tell, CancellationToken cancellationToken)
    {
        using var file = store.Files.Open(LayoutPaths.Blob(digest), FileAccess.Read);
        if (file is null)
            return null;
        using var hash = IncrementalHash.CreateHash(digest.HashName);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var size = 0L;
            for (; file.Read(buffer, size) is > 0 and var count; size += count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, count);
                tell(count);
            }
            return (size, Digest.FromHash(digest.HashName, hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
