// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>What came of one rule.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Severity">What becomes of an image of which it doesn't hold.</param>
/// <param name="Proofs">What came of its claims, for each image of an index.</param>
/// <param name="Findings">What isn't as it asks.</param>
public sealed record JudgedRule(string Name, PolicySeverity Severity, IReadOnlyList<Proof> Proofs, IReadOnlyList<PolicyFinding> Findings)
{
    /// <summary>Whether everything is as it asks.</summary>
    public bool Holds => Findings.Count == 0;
}
