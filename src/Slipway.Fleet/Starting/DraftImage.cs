// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>An image of a drafted fleet file.</summary>
internal sealed record DraftImage
{
    /// <summary>Its name.</summary>
    internal required string Name { get; init; }

    /// <summary>Its Dockerfile.</summary>
    internal required FoundDockerfile File { get; init; }

    /// <summary>The folder of its context, from the tree's folder; empty is that folder itself.</summary>
    internal required string Context { get; init; }

    /// <summary>The sources of COPY and ADD that the context lacks.</summary>
    internal IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>References by which other Dockerfiles call it, beside its name.</summary>
    internal IReadOnlyList<string> CalledBy { get; init; } = [];

    /// <summary>What the Dockerfile says of the image, and so can be claimed.</summary>
    internal DraftClaims Claims { get; init; } = DraftClaims.None;

    internal DockerfileModel Model => File.Model;
}
