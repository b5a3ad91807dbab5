// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>A manifest that a collection took, or would take.</summary>
/// <param name="Repository">Where it is.</param>
/// <param name="Digest">The manifest.</param>
/// <param name="Pushed">When it was last pushed.</param>
/// <param name="Subject">The manifest that it speaks of, which is gone; null where it speaks of none.</param>
public sealed record CollectedManifest(RepositoryName Repository, Digest Digest, DateTimeOffset Pushed, Digest? Subject)
{
    /// <summary>When somebody last pulled it, where it was fetched from a registry that is mirrored and can be fetched again; null for others.</summary>
    public DateTimeOffset? Unused { get; init; }

    /// <summary>Why it goes.</summary>
    public string Reason => Unused is { } unused
        ? $"it is of a registry that is mirrored, and nobody has pulled it since {unused:yyyy-MM-dd HH:mm} UTC"
        : $"{(Subject is { } subject ? $"what it speaks of, {subject}, is gone" : "no tag and no index leads to it")}, and it was pushed at {Pushed:yyyy-MM-dd HH:mm} UTC";
}
