// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>What goes along with an image because it refers to it: signatures, SBOMs, proofs, and what refers to those.</summary>
public sealed record ReferrerSelection
{
    /// <summary>Everything, by the <c>subject</c> of manifests.</summary>
    public static ReferrerSelection All { get; } = new();

    /// <summary>Of what refers to the image or its parts, these artifact types alone; what refers to those goes along whatever it is. The default is none, which takes all.</summary>
    public IReadOnlyList<string> ArtifactTypes { get; init; } = [];

    /// <summary>What becomes of manifests that refer to an image. By default they go along.</summary>
    public ReferrerKinds Kinds { get; init; } = ReferrerKinds.Subjects;
}
