// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;

namespace Slipway.Registry;

/// <summary>Files whose bytes this process has read and found right, for as long as nobody touches them; parts of others are not served.</summary>
internal sealed class VerifiedBlobs
{
    // Some 10 MB. What is forgotten is read once more.
    private const int MaxCount = 100_000;

    private readonly ConcurrentDictionary<string, string> _stamps = new(StringComparer.Ordinal);

    /// <summary>Whether a file was found right and is what it was then.</summary>
    public bool Contains(StoredBlob blob) => _stamps.TryGetValue(blob.Record.Generation, out var stamp) && stamp == blob.Stamp;

    /// <summary>Remembers that a file was right when it was opened.</summary>
    public void Add(StoredBlob blob)
    {
        if (_stamps.Count >= MaxCount)
            _stamps.Clear();
        _stamps[blob.Record.Generation] = blob.Stamp;
    }

    /// <summary>Forgets a file.</summary>
    public void Remove(BlobRecord blob) => _stamps.TryRemove(blob.Generation, out _);
}
