// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>What became of a step, and how long it took.</summary>
/// <param name="Step">Which.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Began">When it began, from the request.</param>
/// <param name="Duration">How long it ran; zero where it came from the cache.</param>
public sealed record StepTiming(BuildStep Step, StepOutcome Outcome, TimeSpan Began, TimeSpan Duration);
