// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>A difference from BuildKit 0.13 that is meant to be.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Because">Why it is right.</param>
/// <param name="Excuses">Whether it accounts for a fact that differs: its name, ours, theirs; null where one has none.</param>
public sealed record MeantDifference(string Name, string Because, Func<string, string?, string?, bool> Excuses);
