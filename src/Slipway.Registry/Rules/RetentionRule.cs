// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// Which tags are kept. A tag goes when some rule speaks of it and none keeps it: what one rule keeps no other takes, and a tag that no rule speaks of stays.
/// A rule that says neither <see cref="KeepLast"/> nor <see cref="KeepYounger"/> keeps all that it speaks of.
/// </summary>
public sealed record RetentionRule
{
    /// <summary>The repositories it speaks of. The default is all.</summary>
    public NamePattern Repositories { get; init; } = NamePattern.Any;

    /// <summary>The tags it speaks of. The default is all.</summary>
    public NamePattern Tags { get; init; } = NamePattern.Any;

    /// <summary>
    /// Keeps the tags of so many images, those pushed last in each repository among the tags it speaks of; tags that name one image count once. Null:
    /// says nothing of it. 0 keeps none.
    /// </summary>
    public int? KeepLast { get; init => field = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A number of images to keep is not negative."); }

    /// <summary>Keeps tags that were set within this time. Null: says nothing of it.</summary>
    public TimeSpan? KeepYounger { get; init => field = value is null || value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A time to keep is not negative."); }

    /// <summary>Whether it speaks of a tag.</summary>
    public bool Covers(RepositoryName repository, Tag tag) => Repositories.Matches(repository.ToString()) && Tags.Matches(tag.ToString());

    /// <summary>The rule in words.</summary>
    public override string ToString()
    {
        var kept = new List<string>();
        if (KeepLast is { } last)
            kept.Add($"the last {last}");
        if (KeepYounger is { } younger)
            kept.Add($"those of the last {Lapse.Describe(younger)}");
        return $"of tags '{Tags}' of '{Repositories}' keep {(kept.Count == 0 ? "all" : string.Join(" and ", kept))}";
    }
}
