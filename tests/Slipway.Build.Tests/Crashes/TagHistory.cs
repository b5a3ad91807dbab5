// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>
/// What was done to each tag and whether it was acknowledged, so that after a power cut it can be said what a tag may stand for: for the last thing that was
/// acknowledged, or for something that was under way after that had begun.
/// </summary>
internal sealed class TagHistory
{
    private readonly Dictionary<string, List<Change>> _changes = [];
    private int _clock;

    /// <summary>Images that were acknowledged as kept without a name, and get none.</summary>
    public HashSet<string> Kept { get; } = [];

    /// <summary>Tags in what is known of them.</summary>
    public IEnumerable<string> Tags => _changes.Keys;

    /// <summary>What a tag stood for before all else.</summary>
    public void Start(string tag, string? digest) => _changes[tag] = [new(digest, _clock++) { Ended = _clock++ }];

    /// <summary>A change begins.</summary>
    /// <returns>To be called when it is acknowledged.</returns>
    public Action Begin(string tag, string? digest)
    {
        if (!_changes.ContainsKey(tag))
            Start(tag, null);
        var change = new Change(digest, _clock++);
        _changes[tag].Add(change);
        return () => change.Ended = _clock++;
    }

    /// <summary>What a tag may stand for now.</summary>
    public IReadOnlyList<string?> Allowed(string tag) =>
        [.. _changes[tag].Where(change => !_changes[tag].Any(later => later.Ended is not null && later.Began > change.Ended)).Select(static change => change.Digest).Distinct()];

    private sealed record Change(string? Digest, int Began)
    {
        public int? Ended { get; set; }
    }
}
