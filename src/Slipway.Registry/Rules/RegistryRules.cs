// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>What the settings say that clients may not do, asked for within the transactions that do it.</summary>
internal sealed class RegistryRules(RegistryOptions options)
{
    /// <summary>No rules.</summary>
    public static RegistryRules None { get; } = new(new RegistryOptions { Root = "/" });

    /// <summary>Whether any tag of a repository may be set once alone.</summary>
    public bool MayHoldImmutable(RepositoryName repository) => options.Now.ImmutableTags.Any(rule => rule.Repositories.Matches(repository.ToString()));

    /// <summary>The rule by which a tag is set once, or null.</summary>
    public ImmutableTags? FindImmutable(RepositoryName repository, Tag tag) => options.Now.ImmutableTags.FirstOrDefault(rule => rule.Covers(repository, tag));

    /// <summary>The most bytes and tags that a namespace may hold; null for any number.</summary>
    public (long? Bytes, long? Tags) FindQuota(string space)
    {
        var (bytes, tags) = ((long?)null, (long?)null);
        foreach (var quota in options.Now.Quotas)
        {
            if (!quota.Namespaces.Matches(space))
                continue;
            bytes = Smaller(bytes, quota.MaxBytes);
            tags = Smaller(tags, quota.MaxTags);
        }
        return (bytes, tags);
    }

    private static long? Smaller(long? one, long? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);
}
