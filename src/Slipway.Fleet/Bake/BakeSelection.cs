// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Targets of a Bake definition with everything inherited and overridden, and the groups that named them.</summary>
public sealed class BakeSelection
{
    internal BakeSelection(
        BakeDefinition definition, IReadOnlyDictionary<string, BakeTarget> targets, IReadOnlyList<string> asked, IReadOnlyList<BakeGroup> groups, IReadOnlyList<Diagnostic> diagnostics) =>
        (Definition, Targets, Asked, Groups, Diagnostics) = (definition, targets, asked, groups, diagnostics);

    /// <summary>The definition.</summary>
    public BakeDefinition Definition { get; }

    /// <summary>What is wrong with what was asked for. Of several errors the first is found.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>The names of the targets that are built; what they stand on is not among them.</summary>
    public IReadOnlyList<string> TargetNames => Asked;

    internal IReadOnlyDictionary<string, BakeTarget> Targets { get; }

    internal IReadOnlyList<string> Asked { get; }

    internal IReadOnlyList<BakeGroup> Groups { get; }

    /// <summary>The targets, and those that they stand on, as a fleet; what a build cannot do is among its diagnostics.</summary>
    /// <exception cref="InvalidOperationException">There are <see cref="Diagnostics"/>.</exception>
    public FleetTargets ToFleet() => Diagnostics.Count == 0 ? BakeFleet.Make(this) : throw new InvalidOperationException("A selection with errors is no fleet; show its diagnostics.");

    /// <summary>The JSON that <c>docker buildx bake --print</c> writes for the same files and words, without a line break at the end.</summary>
    public string ToJson() => BakePrint.Write(this);
}
