// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>What images must be to be let in. Every rule that is about an image must hold; none loosens another.</summary>
public sealed record ImagePolicy
{
    /// <summary>The tags that are mutable unless a policy says others: <c>latest</c> and <c>latest-*</c>.</summary>
    public static IReadOnlyList<NamePattern> UsualMutableTags { get; } = [NamePattern.Parse("latest"), NamePattern.Parse("latest-*")];

    /// <summary>A policy that refuses nothing.</summary>
    public static ImagePolicy Open { get; } = new() { MutableTags = [] };

    /// <summary>The rules, in the order of the file.</summary>
    public IReadOnlyList<PolicyRule> Rules { get; init; } = [];

    /// <summary>The tags that may be published and pushed, and are refused at <see cref="PolicyDoors.Install"/> and <see cref="PolicyDoors.Upgrade"/> without a digest.</summary>
    public IReadOnlyList<NamePattern> MutableTags { get; init; } = UsualMutableTags;
}
