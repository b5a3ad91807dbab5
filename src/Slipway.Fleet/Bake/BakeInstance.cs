// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A target or group that a block makes: one, or one for each combination of its matrix.</summary>
/// <param name="Block">The block.</param>
/// <param name="Name">The name.</param>
/// <param name="Scope">What its expressions know, the values of the matrix included.</param>
internal sealed record BakeInstance(HclBlock Block, string Name, HclScope Scope)
{
    internal string Label => Block.Labels[0].Value;
}
