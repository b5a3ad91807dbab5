// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>An image in a pipeline: a job for each of its platforms.</summary>
internal sealed record PipelineImage
{
    /// <summary>The target.</summary>
    internal required FleetTarget Target { get; init; }

    /// <summary>Its name in letters, digits and hyphens.</summary>
    internal required string Name { get; init; }

    /// <summary>The names of the images that must be built before.</summary>
    internal required IReadOnlyList<string> Needs { get; init; }

    /// <summary>Where caches are, each with a platform to come behind it: its own first, then those of the images that it needs.</summary>
    internal required IReadOnlyList<string> Caches { get; init; }

    /// <summary>The targets that are built beside it, since its claims compare it with them.</summary>
    internal required IReadOnlyList<string> Beside { get; init; }

    /// <summary>The setting that gives it the tag of what is not released, such as <c>app.tags=ghcr.io/team/app:edge</c>; empty of an image that is published nowhere.</summary>
    internal required string Edge { get; init; }

    internal bool IsPublished => Edge.Length > 0;

    internal IReadOnlyList<Platform> Platforms => Target.Platforms;

    /// <summary>The architecture of the machines that a platform is built on.</summary>
    internal static string MachineOf(Platform platform) => platform.Architecture is "arm64" or "arm" ? "arm64" : "amd64";

    /// <summary>The variables that the scripts of its jobs read, but for the platform.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Variables =>
    [
        new("IMAGE", Target.Name), new("NAME", Name), new("CACHES", string.Join('\n', Caches)), new("BESIDE", string.Join('\n', Beside)), new("EDGE", Edge),
    ];
}
