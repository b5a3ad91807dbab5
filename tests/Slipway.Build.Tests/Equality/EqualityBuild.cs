// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>What both sides made of a row.</summary>
/// <param name="Row">The row.</param>
/// <param name="Ours">Our archive; null where we refused.</param>
/// <param name="Failure">Why we refused; null where we didn't.</param>
/// <param name="Theirs">Their archive; null where they refused.</param>
/// <param name="TheirLog">What they said.</param>
public sealed record EqualityBuild(EqualityRow Row, string? Ours, BuildFailure? Failure, string? Theirs, string TheirLog);
