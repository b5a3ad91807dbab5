// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Tags that, once set, name one image for ever: they are not set anew and not deleted, nor is what they name.</summary>
public sealed record ImmutableTags
{
    /// <summary>The repositories it is about. The default is all.</summary>
    public NamePattern Repositories { get; init; } = NamePattern.Any;

    /// <summary>The tags. The default is all.</summary>
    public NamePattern Tags { get; init; } = NamePattern.Any;

    /// <summary>Tags that may change all the same, such as <c>latest</c>. The default is none.</summary>
    public IReadOnlyList<NamePattern> Except { get; init; } = [];

    /// <summary>Whether a tag is one of them.</summary>
    public bool Covers(RepositoryName repository, Tag tag) =>
        Repositories.Matches(repository.ToString()) && Tags.Matches(tag.ToString()) && !Except.Any(pattern => pattern.Matches(tag.ToString()));

    /// <summary>The rule in words.</summary>
    public override string ToString() => $"tags '{Tags}' of '{Repositories}'{(Except.Count == 0 ? "" : $" but {string.Join(", ", Except.Select(static pattern => $"'{pattern}'"))}")}";
}
