// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;

namespace Slipway.Registry;

/// <summary>
/// Files whose bytes this process has read and found right, for as long as nobody touches them, but no longer than a day: a disk may lose bytes that
/// nobody touched. Parts of others are not served.
/// </summary>
internal sealed class VerifiedBlobs(TimeProvider time)
{
    // Some 10 MB. What is forgotten is read once more.
    private const int MaxCount = 100_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, (string Stamp, long Time)> _found = new(StringComparer.Ordinal);

    /// <summary>Whether a file was found right and is what it was then.</summary>
    public bool Contains(StoredBlob blob) =>
        _found.TryGetValue(blob.Record.Generation, out var found) && found.Stamp == blob.Stamp && time.GetElapsedTime(found.Time) < Lifetime;

    /// <summary>Remembers that a file was right when it was opened.</summary>
    public void Add(StoredBlob blob)
    {
        if (_found.Count >= MaxCount)
            _found.Clear();
        _found[blob.Record.Generation] = (blob.Stamp, time.GetTimestamp());
    }

    /// <summary>Forgets a file.</summary>
    public void Remove(BlobRecord blob) => _found.TryRemove(blob.Generation, out _);
}
