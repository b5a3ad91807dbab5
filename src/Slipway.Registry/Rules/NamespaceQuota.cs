// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>The most that a namespace may hold. The namespace of a repository is its name's first part: <c>team</c> of <c>team/app</c>, <c>app</c> of <c>app</c>.</summary>
public sealed record NamespaceQuota
{
    /// <summary>The namespaces it is for, each by itself. The default is all. Of several quotas that are for one, the smallest of each figure counts.</summary>
    public NamePattern Namespaces { get; init; } = NamePattern.Any;

    /// <summary>The most bytes of blobs, each counted once in a namespace. Null, the default: any number.</summary>
    public long? MaxBytes { get; init => field = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A quota is not negative."); }

    /// <summary>The most tags. Null, the default: any number.</summary>
    public long? MaxTags { get; init => field = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A quota is not negative."); }

    /// <summary>The namespace of a repository.</summary>
    public static string NamespaceOf(RepositoryName repository) => repository.ToString().Split('/', 2)[0];
}
