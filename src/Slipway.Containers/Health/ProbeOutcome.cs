// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>How one check went.</summary>
/// <param name="ExitCode">0 for success.</param>
/// <param name="Output">What it said, its beginning.</param>
public sealed record ProbeOutcome(int ExitCode, string Output);
