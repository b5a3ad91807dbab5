// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>A step in a cache from elsewhere.</summary>
/// <param name="Step">What is written down of it.</param>
/// <param name="Layers">Its layers, one at least, but for a step that came to a whole image.</param>
internal sealed record CarriedStep(StepRecord Step, IReadOnlyList<CarriedLayer> Layers);
