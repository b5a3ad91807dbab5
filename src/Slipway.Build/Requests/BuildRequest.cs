// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>
/// All images to build, as one graph: steps that are equal are one step and run once, whichever targets and platforms ask for them.
/// </summary>
/// <remarks>
/// A name in FROM, <c>COPY --from</c> and <c>RUN --mount=from</c> is looked for among the stages before it, the target's named contexts, the
/// <see cref="Links"/>, the local store, and at last its registry.
/// </remarks>
public sealed record BuildRequest
{
    /// <summary>The images wanted, each with a name of its own.</summary>
    public required IReadOnlyList<BuildTarget> Targets { get; init; }

    /// <summary>
    /// Images that others in the request may stand on without being wanted themselves: built as far as they are needed, never exported or tagged.
    /// </summary>
    public IReadOnlyList<BuildTarget> Siblings { get; init; } = [];

    /// <summary>
    /// Which target a name stands for: image references (compared in their canonical form, <c>latest</c> where they have no tag) and bare names,
    /// each with the name of a target or sibling. Every target's own name and tags are known without being listed.
    /// </summary>
    public IReadOnlyDictionary<string, string> Links { get; init; } = new Dictionary<string, string>();

    /// <summary>How to build.</summary>
    public BuildOptions Options { get; init; } = BuildOptions.Default;
}
