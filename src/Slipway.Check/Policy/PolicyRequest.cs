// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>An image that stands at a door.</summary>
public sealed record PolicyRequest
{
    /// <summary>Which door; one alone.</summary>
    public required PolicyDoors Door { get; init; }

    /// <summary>The repository, without its registry.</summary>
    public required RepositoryName Repository { get; init; }

    /// <summary>The tags that it gets, or by which it was named. None where it is named by its digest alone.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>Its manifest or index.</summary>
    public required Descriptor Image { get; init; }

    /// <summary>Whether who names it named its digest as well, so that no tag decides what comes.</summary>
    public ReferencePinning Pinning { get; init; }

    /// <summary>The image as messages name it: <c>team/app:1.0</c>.</summary>
    public string Name => Tags.Count == 0 ? $"{Repository}@{Image.Digest}" : string.Join(", ", Tags.Select(tag => $"{Repository}:{tag}"));

    /// <summary>A request for an image by its name.</summary>
    public static PolicyRequest Of(PolicyDoors door, ImageReference reference, Descriptor image)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var named = reference.WithDefaultTag();
        return new()
        {
            Door = door,
            Repository = named.Repository,
            Tags = named.Tag is { } tag ? [tag] : [],
            Image = image,
            Pinning = named.Digest is null ? ReferencePinning.Floating : ReferencePinning.Pinned,
        };
    }
}
