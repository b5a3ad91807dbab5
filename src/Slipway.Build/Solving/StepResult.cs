// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>What a vertex came to.</summary>
internal sealed record StepResult
{
    /// <summary>What a vertex that is nothing has: the empty root.</summary>
    public static StepResult Empty { get; } = new() { Id = Digest.Sha256("empty root"u8), Key = Digest.Sha256("empty root"u8), Tree = [] };

    /// <summary>Which result this is. Two runs of a step have two, so that nothing made on one is ever put on the other.</summary>
    public required Digest Id { get; init; }

    /// <summary>The content key.</summary>
    public required Digest Key { get; init; }

    /// <summary>The layers of the file tree, lowest first.</summary>
    public required IReadOnlyList<TreePart> Tree { get; init; }

    /// <summary>Whether it came from the cache.</summary>
    public bool IsCached { get; init; }

    /// <summary>The image that it is, where it came whole as one; null for the others.</summary>
    public Descriptor? Image { get; init; }

    /// <summary>The context it stands for, where it is one and holds no tree.</summary>
    public ContextOperation? Context { get; init; }
}
