// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>An image that is about to get tags.</summary>
public sealed record AdmissionRequest
{
    /// <summary>The repository.</summary>
    public required RepositoryName Repository { get; init; }

    /// <summary>The tags, at least one.</summary>
    public required IReadOnlyList<Tag> Tags { get; init; }

    /// <summary>The manifest or index.</summary>
    public required Descriptor Descriptor { get; init; }

    /// <summary>Its bytes.</summary>
    public required ReadOnlyMemory<byte> Manifest { get; init; }

    /// <summary>Who pushes, or null for nobody known.</summary>
    public string? By { get; init; }

    /// <summary>What the repository holds already: the image's blobs, an index's images, proofs.</summary>
    public required RepositoryContent Content { get; init; }
}
