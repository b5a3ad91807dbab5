// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>What a step is expected to take.</summary>
/// <param name="Digest">The step, by <see cref="BuildStep.Digest"/>.</param>
/// <param name="Needs">The steps and images it needs, by their digests.</param>
/// <param name="Duration">How long it took when it last ran, or a guess by its kind.</param>
/// <param name="IsGuess">Whether that is a guess.</param>
public sealed record ExpectedStep(Digest Digest, IReadOnlyList<Digest> Needs, TimeSpan Duration, bool IsGuess);
