// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>The outcome of one comparison, before it is tied to an image.</summary>
internal readonly record struct Verdict(ProofOutcome Outcome, string Found, string? Distance = null)
{
    internal static Verdict True(string found) => new(ProofOutcome.Proven, found);

    internal static Verdict False(string found, string? distance = null) => new(ProofOutcome.False, found, distance);

    internal static Verdict Unknown(string why) => new(ProofOutcome.Unprovable, why);

    /// <summary>True or false, with the same words for what was found.</summary>
    internal static Verdict When(bool holds, string found, string? distance = null) => holds ? True(found) : False(found, distance);
}
