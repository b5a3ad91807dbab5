// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>
/// A fleet file as it was read: what its images are and what is claimed of them, each value with its place. Nothing is expanded
/// yet: <see cref="FleetTargets"/> does that.
/// </summary>
public sealed record FleetFile
{
    /// <summary>The name of a fleet file, where nobody says another.</summary>
    public const string FileName = "slipway.yaml";

    /// <summary>The text.</summary>
    public required SourceText Source { get; init; }

    /// <summary>The folder that its paths start from, absolute.</summary>
    public required string Folder { get; init; }

    /// <summary>What was said beside it.</summary>
    public FleetReadOptions Options { get; init; } = FleetReadOptions.Default;

    /// <summary>The variables, in the order of the file.</summary>
    public IReadOnlyList<FleetVariable> Variables { get; init; } = [];

    /// <summary>The fleet's name; null if the file gives none that can be used.</summary>
    public Located<string>? Name { get; init; }

    /// <summary>The version that tags and modules have unless they say another.</summary>
    public Located<string>? Version { get; init; }

    /// <summary>The registry, with a path or without: <c>ghcr.io/team</c>.</summary>
    public Located<string>? Registry { get; init; }

    /// <summary>The policy file that images must pass to be published, as the file says it: relative paths are of <see cref="Folder"/>. Null for none.</summary>
    public Located<string>? Policy { get; init; }

    /// <summary>The platforms of images that name none; empty is the one of this machine.</summary>
    public IReadOnlyList<Located<Platform>> Platforms { get; init; } = [];

    /// <summary>What is claimed of every image, below what each says itself.</summary>
    public ClaimSettings Claims { get; init; } = ClaimSettings.Empty;

    /// <summary>The images, in the order of the file.</summary>
    public IReadOnlyList<FleetImage> Images { get; init; } = [];

    /// <summary>The groups, in the order of the file.</summary>
    public IReadOnlyList<FleetGroup> Groups { get; init; } = [];

    /// <summary>The modules, in the order of the file.</summary>
    public IReadOnlyList<FleetModule> Modules { get; init; } = [];

    /// <summary>What is wrong with the file, in the order of its lines.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>Whether something is wrong that keeps it from being used.</summary>
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>Reads a fleet file; never throws for what stands in it: see <see cref="Diagnostics"/>.</summary>
    /// <param name="source">The text, under the path it is shown by.</param>
    /// <param name="folder">The folder that its paths start from.</param>
    /// <param name="options">What is said beside the file; null is nothing.</param>
    public static FleetFile Read(SourceText source, string folder, FleetReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(folder);
        return new FleetFileReader(source, options ?? FleetReadOptions.Default).Read(Path.GetFullPath(folder));
    }
}
