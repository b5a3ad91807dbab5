// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace Slipway.Registry;

/// <summary>Reads every file and manifest again and compares it with its digest, while the registry serves. A plain push of what is wrong heals it.</summary>
public sealed class StorageScrubber
{
    private readonly IBlobStorage _storage;
    private readonly ScrubRecords _records;
    private readonly BlobStore _blobs;
    private readonly RegistryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<StorageScrubber> _log;

    internal StorageScrubber(IBlobStorage storage, ScrubRecords records, BlobStore blobs, RegistryOptions options, TimeProvider time, ILogger<StorageScrubber> log) =>
        (_storage, _records, _blobs, _options, _time, _log) = (storage, records, blobs, options, time, log);

    /// <summary>Scrubs once, at most as fast as the settings say.</summary>
    /// <param name="mode">Whether to act on what is found.</param>
    /// <param name="cancellationToken">Ends it between two pieces of a file.</param>
    public async Task<ScrubReport> ScrubAsync(ScrubMode mode, CancellationToken cancellationToken)
    {
        var problems = new List<ScrubProblem>();
        var pace = new ReadingPace(_options.Scrub.BytesPerSecond, _time);
        var (blobs, bytes, manifests) = (0L, 0L, 0L);
        for (long after = 0; _records.ListBlobs(after) is { Count: > 0 } page; after = page[^1].Id)
        {
            foreach (var blob in page)
            {
                blobs++;
                bytes += blob.Size;
                if (await CheckAsync(blob, mode, pace, cancellationToken) is { } problem)
                    problems.Add(problem);
            }
        }
        for (long after = 0; _records.ListManifests(after) is { Count: > 0 } page; after = page[^1].Id)
        {
            cancellationToken.ThrowIfCancellationRequested();
            manifests += page.Count;
            problems.AddRange(page.Where(static manifest => !manifest.IsRight).Select(static manifest => new ScrubProblem(
                manifest.Digest, "the manifest's bytes have another digest", [$"{manifest.Repository}@{manifest.Digest}"], "push the image again, which heals it")));
        }
        problems.AddRange(_records.CheckDatabase().Select(static problem => new ScrubProblem(
            null, $"the records are damaged: {problem}", [], "stop the registry, and restore meta.db from a copy or import the images anew")));
        Log.Scrubbed(_log, blobs, bytes, manifests, problems.Count);
        return new() { Blobs = blobs, Bytes = bytes, Manifests = manifests, Problems = problems };
    }

    private async Task<ScrubProblem?> CheckAsync(BlobRecord blob, ScrubMode mode, ReadingPace pace, CancellationToken cancellationToken)
    {
        for (var isKnownBad = blob.State == BlobState.Bad; ;)
        {
            var problem = await FindProblemAsync(blob, pace, cancellationToken);
            // Whoever pushed or collected it meanwhile has changed the records first.
            var now = _records.Find(blob.Id);
            if (now is null || now.Digest != blob.Digest)
                return null;
            if (now.Generation != blob.Generation)
            {
                (blob, isKnownBad) = (now, false);
                continue;
            }
            // A mark that a reader left of a file that reads well again, as after a fault of the machine, is the safe side: it goes with the next push.
            return problem is null && !isKnownBad ? null : await ActAsync(blob, problem ?? "it was marked as damaged when it was read, though it reads well now", mode, cancellationToken);
        }
    }

    private async Task<string?> FindProblemAsync(BlobRecord record, ReadingPace pace, CancellationToken cancellationToken)
    {
        if (await _storage.OpenAsync(record.File, cancellationToken) is not { } content)
            return "its file is missing";
        using var blob = new StoredBlob(record, content);
        if (content.Length != record.Size)
            return $"its file has {content.Length} bytes where {record.Size} are expected";
        var digest = await BlobStore.ReadDigestAsync(blob, cancellationToken, count => pace.AwaitAsync(count, cancellationToken));
        return digest == record.Digest ? null : $"its bytes have the digest {digest}";
    }

    private async Task<ScrubProblem> ActAsync(BlobRecord blob, string problem, ScrubMode mode, CancellationToken cancellationToken)
    {
        var affected = _records.ListTagsAbove(blob);
        if (mode == ScrubMode.ReportOnly || _options.Now.Mode == RegistryMode.ReadOnly)
            return new(blob.Digest, problem, affected, "push it again, which heals it");
        // The record first: nobody is led to a file that is about to go.
        await _blobs.ReportBadAsync(blob, problem);
        var isAside = await _storage.QuarantineAsync(blob.File, cancellationToken);
        return new(blob.Digest, problem, affected, $"{(isAside ? $"its file is in quarantine as {blob.File}; " : "")}push it again, which heals it");
    }
}
