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

    /// <summary>All tags.</summary>
    public IEnumerable<string> Tags => _changes.Keys;

    /// <summary>What a tag stood for before all else, by its file and by the index, which may be late with what nobody acknowledged.</summary>
    public void Start(string tag, string? digest, string? indexed) => _changes[tag] = [new(digest, indexed, _clock++) { Ended = _clock++ }];

    /// <summary>A change begins.</summary>
    /// <returns>To be called when it is acknowledged.</returns>
    public Action Begin(string tag, string? digest)
    {
        if (!_changes.ContainsKey(tag))
            Start(tag, null, null);
        var change = new Change(digest, digest, _clock++);
        _changes[tag].Add(change);
        return () => change.Ended = _clock++;
    }

    /// <summary>What the file of a tag may say now.</summary>
    public IReadOnlyList<string?> Allowed(string tag) => [.. Last(tag).Select(static change => change.Digest).Distinct()];

    /// <summary>What the index may say of a tag now: where it was late, any later command may have brought it up to date.</summary>
    public IReadOnlyList<string?> AllowedInIndex(string tag) => [.. Last(tag).SelectMany(static change => new[] { change.Digest, change.Indexed }).Distinct()];

    private IEnumerable<Change> Last(string tag) =>
        _changes[tag].Where(change => !_changes[tag].Any(later => later.Ended is not null && later.Began > change.Ended));

    private sealed record Change(string? Digest, string? Indexed, int Began)
    {
        public int? Ended { get; set; }
    }
}
