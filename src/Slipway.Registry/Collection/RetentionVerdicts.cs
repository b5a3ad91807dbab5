// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>What rules say of the tags of one repository.</summary>
internal static class RetentionVerdicts
{
    /// <summary>A verdict for each tag, in the order of the tags.</summary>
    public static IReadOnlyList<TagVerdict> Judge(RepositoryName repository, IReadOnlyList<RetainedTag> tags, IReadOnlyList<RetentionRule> rules, RegistryRules standing, DateTimeOffset now)
    {
        var reasons = new Dictionary<Tag, string>();
        var spoken = new HashSet<Tag>();
        foreach (var rule in rules.Where(rule => rule.Repositories.Matches(repository.ToString())))
        {
            var covered = tags.Where(tag => rule.Tags.Matches(tag.Name.ToString())).ToList();
            spoken.UnionWith(covered.Select(static tag => tag.Name));
            foreach (var (tag, reason) in ListKept(rule, covered, now))
                reasons.TryAdd(tag.Name, $"{reason}, by the rule: {rule}");
        }
        return [.. tags.Select(tag =>
            standing.FindImmutable(repository, tag.Name) is { } immutable ? Verdict(tag, isKept: true, $"{immutable} are set once")
            : reasons.TryGetValue(tag.Name, out var kept) ? Verdict(tag, isKept: true, kept)
            : !spoken.Contains(tag.Name) ? Verdict(tag, isKept: true, "no rule speaks of it")
            : Verdict(tag, isKept: false, $"no rule keeps it; it was set {Lapse.Describe(now - tag.Pushed)} ago"))];

        TagVerdict Verdict(RetainedTag tag, bool isKept, string reason) => new(repository, tag.Name, tag.Digest, tag.Pushed, isKept, reason);
    }

    private static IEnumerable<(RetainedTag Tag, string Reason)> ListKept(RetentionRule rule, List<RetainedTag> covered, DateTimeOffset now)
    {
        if (rule is { KeepLast: null, KeepYounger: null })
        {
            foreach (var tag in covered)
                yield return (tag, "its name is kept");
            yield break;
        }
        foreach (var tag in covered.Where(tag => now - tag.Pushed < rule.KeepYounger))
            yield return (tag, $"it was set {Lapse.Describe(now - tag.Pushed)} ago");
        // An image is as young as the youngest of its tags. Two of one moment are told apart by their digests, so that the choice is the same each time.
        var images = covered.GroupBy(static tag => tag.Digest)
            .OrderByDescending(static image => image.Max(static tag => tag.Pushed)).ThenBy(static image => image.Key)
            .Take(rule.KeepLast ?? 0).Select(static (image, number) => (Tags: image, Number: number + 1));
        foreach (var (imageTags, number) in images)
        {
            foreach (var tag in imageTags)
                yield return (tag, $"it names image {number} of the last {rule.KeepLast}");
        }
    }
}
