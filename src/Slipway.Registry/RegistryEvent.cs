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

    /// <summary>Where; null for what is about no repository.</summary>
    public RepositoryName? Repository { get; init; }

    /// <summary>The manifest or blob; null where only a tag is known.</summary>
    public Digest? Digest { get; init; }

    /// <summary>The tags that were set or taken away.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>The name of the API key that it is about; null for what is about none.</summary>
    public string? Key { get; init; }

    /// <summary>Who did it, or null for nobody known.</summary>
    public string? By { get; init; }

    /// <summary>The IP address that it came from; null for what came from this machine's own commands.</summary>
    public string? Address { get; init; }

    /// <summary>Why it was refused; null where it was done.</summary>
    public string? Refusal { get; init; }
}
