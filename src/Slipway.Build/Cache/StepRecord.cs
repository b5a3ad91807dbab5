// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>What is written down of a step that ran.</summary>
internal sealed record StepRecord
{
    /// <summary>The content key it is filed under.</summary>
    public required Digest Key { get; init; }

    /// <summary>Which result it is, and the name of its snapshot.</summary>
    public required Digest Result { get; init; }

    /// <summary>The result it was made on; it counts on no other.</summary>
    public required Digest Base { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public required long Milliseconds { get; init; }

    /// <summary>Of a composed image, its manifest.</summary>
    public Descriptor? Image { get; init; }
}
