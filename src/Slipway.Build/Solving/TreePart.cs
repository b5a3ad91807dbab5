// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>One layer of a file tree, in whichever of its forms is at hand: a snapshot to mount, a blob to ship.</summary>
internal abstract record TreePart;

/// <summary>A layer of an image.</summary>
/// <param name="Layer">Its blob.</param>
/// <param name="DiffId">What it holds.</param>
/// <param name="Reference">Where the blob can be had from if the store lacks it; null where nowhere.</param>
internal sealed record ImagePart(Descriptor Layer, DiffId DiffId, ImageReference? Reference) : TreePart;

/// <summary>What a step changed.</summary>
/// <param name="Record">What is written down of it.</param>
internal sealed record StepPart(StepRecord Record) : TreePart;
