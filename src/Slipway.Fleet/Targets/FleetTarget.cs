// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>One image to build, with everything said of it: an image of the fleet file, or one combination of its matrix.</summary>
public sealed record FleetTarget
{
    /// <summary>Its name: <c>app</c>, <c>app(backend=redis)</c>, or what the image's <c>name</c> says.</summary>
    public required string Name { get; init; }

    /// <summary>The image in the file.</summary>
    public required FleetImage Image { get; init; }

    /// <summary>Its values on the axes of the matrix, in the matrix's order; empty without one.</summary>
    public IReadOnlyList<AxisValue> Axes { get; init; } = [];

    /// <summary>What the image is, for people.</summary>
    public string? Description { get; init; }

    /// <summary>Its version, or null.</summary>
    public string? Version { get; init; }

    /// <summary>The absolute folder of the context.</summary>
    public required Located<string> Context { get; init; }

    /// <summary>The absolute path of the Dockerfile; of an image that is composed from packages it is not read.</summary>
    public required Located<string> Dockerfile { get; init; }

    /// <summary>The Dockerfile where it stands in the fleet's file itself; <see cref="Dockerfile"/> is a name for it then, and no file.</summary>
    public SourceText? InlineDockerfile { get; init; }

    /// <summary>The packages that it is composed from, in place of a Dockerfile; null for the others.</summary>
    public PackagesSource? Packages { get; init; }

    /// <summary>The stage that is built; null is the last.</summary>
    public string? Stage { get; init; }

    /// <summary>Further contexts, by name.</summary>
    public IReadOnlyDictionary<string, NamedContext> Contexts { get; init; } = new Dictionary<string, NamedContext>();

    /// <summary>Build arguments.</summary>
    public IReadOnlyDictionary<string, string> Args { get; init; } = new Dictionary<string, string>();

    /// <summary>Texts that a report shows, by the headings of their columns, in the order of the file.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Columns { get; init; } = [];

    /// <summary>Labels that are added.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Annotations that are added.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>The references it gets.</summary>
    public IReadOnlyList<ImageReference> Tags { get; init; } = [];

    /// <summary>The references that its platforms get each for itself (tags with <c>{arch}</c>).</summary>
    public IReadOnlyList<PlatformTag> PlatformTags { get; init; } = [];

    /// <summary>The platforms; never empty.</summary>
    public required IReadOnlyList<Platform> Platforms { get; init; }

    /// <summary>The platforms that the file has for it, and what was set beside the file leaves out: what is claimed of them is for who joins the images.</summary>
    public IReadOnlyList<Platform> LeftOutPlatforms { get; init; } = [];

    /// <summary>Whether what earlier builds left is used.</summary>
    public CacheUse Cache { get; init; }

    /// <summary>When bases are asked for at their registries.</summary>
    public BasePull Pull { get; init; }

    /// <summary>What else the build is told of it; null is nothing.</summary>
    public FleetTargetBuild? Build { get; init; }

    /// <summary>The siblings that names in its Dockerfile may stand for, as selectors; null is every one. What <see cref="Contexts"/> names holds all the same.</summary>
    public IReadOnlyList<Located<string>>? Links { get; init; }

    /// <summary>What is claimed of it.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    /// <summary>What tells it from its siblings: the values of its axes, or the image's name.</summary>
    public string Variant => Axes.Count == 0 ? Image.Name.Value : string.Join(", ", Axes.Select(axis => axis.Value));

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
