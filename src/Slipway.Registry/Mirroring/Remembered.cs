// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Registry;

/// <summary>What was learnt lately. What is forgotten is asked for again, so that a restart or a flood of names costs requests and nothing else.</summary>
internal sealed class Remembered<TKey, T>(TimeProvider time, int maxCount) where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, (T Value, DateTimeOffset When)> _known = new();

    /// <summary>What is known of a key, if it was learnt within a time.</summary>
    /// <param name="key">The key.</param>
    /// <param name="lifetime">How long it counts; null for ever.</param>
    /// <param name="value">What is known.</param>
    public bool TryGet(TKey key, TimeSpan? lifetime, [MaybeNullWhen(false)] out T value)
    {
        var isKnown = _known.TryGetValue(key, out var known) && (lifetime is null || time.GetUtcNow() - known.When < lifetime);
        value = isKnown ? known.Value : default;
        return isKnown;
    }

    public void Set(TKey key, T value)
    {
        if (_known.Count >= maxCount)
            _known.Clear();
        _known[key] = (value, time.GetUtcNow());
    }

    public void Forget(TKey key) => _known.TryRemove(key, out _);
}
