// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Something that was done to a registry's images, or was refused.</summary>
public sealed record RegistryEvent
{
    /// <summary>What.</summary>
    public required RegistryEventKind Kind { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Where.</summary>
    public required RepositoryName Repository { get; init; }

    /// <summary>The manifest or blob; null where only a tag is known.</summary>
    public Digest? Digest { get; init; }

    /// <summary>The tags that were set or taken away.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>Who did it, or null for nobody known.</summary>
    public string? By { get; init; }

    /// <summary>Why it was refused; null where it was done.</summary>
    public string? Refusal { get; init; }
}
