// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>A manifest to be stored, with the tags it shall have.</summary>
internal sealed record ManifestPut
{
    /// <summary>The repository.</summary>
    public required RepositoryName Repository { get; init; }

    /// <summary>The digest, checked against the bytes.</summary>
    public required Digest Digest { get; init; }

    /// <summary>The other algorithm's digest of the same bytes; null where it isn't asked for.</summary>
    public Digest? Alias { get; init; }

    /// <summary>The manifest.</summary>
    public required ManifestDocument Document { get; init; }

    /// <summary>The tags that shall name it; none for a push by digest alone.</summary>
    public required IReadOnlyList<Tag> Tags { get; init; }

    /// <summary>What of its parts may be missing.</summary>
    public required SparsePolicy Sparse { get; init; }

    /// <summary>Where it comes from. The default is that somebody pushed it.</summary>
    public ManifestOrigin Origin { get; init; } = ManifestOrigin.Pushed;

    /// <summary>What the tags must name before, where the client said so.</summary>
    public TagCondition Condition { get; init; } = TagCondition.None;

    /// <summary>Whether its tags may name something else by now.</summary>
    public TagOverwrite Overwrite { get; init; } = TagOverwrite.Allowed;

    /// <summary>The IP address that it comes from; null where it comes from none.</summary>
    public string? Address { get; init; }

    /// <summary>Who pushes, or null for nobody known.</summary>
    public string? By { get; init; }

    /// <summary>The time, in milliseconds since 1970.</summary>
    public required long Now { get; init; }

    /// <summary>What there is to tell of it when it is stored.</summary>
    public RegistryEvent Happened => new()
    {
        Kind = Origin == ManifestOrigin.Mirrored ? RegistryEventKind.MirrorManifest : RegistryEventKind.PushManifest,
        Time = DateTimeOffset.FromUnixTimeMilliseconds(Now),
        Repository = Repository,
        Digest = Digest,
        Tags = Tags,
        By = By,
        Address = Address,
    };
}
