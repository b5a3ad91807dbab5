// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>What a tag must name before it is set, so that two clients that update one tag notice each other (If-Match, If-None-Match).</summary>
/// <param name="MustBe">The digests of which it must name one; null for any.</param>
/// <param name="MustNotExist">Whether there must be no such tag.</param>
internal sealed record TagCondition(IReadOnlyList<Digest>? MustBe, bool MustNotExist)
{
    /// <summary>No condition.</summary>
    public static TagCondition None { get; } = new(null, MustNotExist: false);

    /// <summary>Whether a tag that names what has the digests <paramref name="current"/>, or doesn't exist for none, may be set.</summary>
    public bool Allows(IReadOnlyList<Digest> current) =>
        (!MustNotExist || current.Count == 0) && (MustBe is null || MustBe.Any(current.Contains));
}
